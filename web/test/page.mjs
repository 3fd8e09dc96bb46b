// SPDX-License-Identifier: Apache-2.0
// Takes one step for each line of standard input, and answers with a line of JSON: {"ok": true, "measured": "..."}.
// node web/test/page.mjs URL DIRECTORY, where screenshots go to DIRECTORY.
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';
import { open, pageOf, violations } from './browser.mjs';

const [url, directory] = process.argv.slice(2);
const WAIT = { timeout: 60_000 };
/** What a browser says of a daemon that is not there. */
const GONE = /ERR_CONNECTION_REFUSED|ERR_INCOMPLETE_CHUNKED|ERR_EMPTY_RESPONSE|ERR_CONNECTION_RESET|ERR_NETWORK|401 \(Unauthorized\)|409 \(Conflict\)/;

const errors = [];
const browser = await open();
const page = await pageOf(browser, url, { errors, expected: GONE, locale: 'en-US', colorScheme: 'dark' });
await page.evaluate(() => { window.sameDocument = true; });
const shot = (name, options = {}) => page.screenshot({ path: `${directory}/${name}.png`, ...options });
const show = (hash) => page.evaluate((place) => { location.hash = place; }, hash);

const steps = {
  async traffic(vip) {
    await show('#/');
    await page.waitForFunction((name) => {
      const row = [...document.querySelectorAll('.rows tbody tr')].find((tr) => tr.textContent.includes(name));
      return row && Number.parseFloat(row.children[4].textContent) > 0;
    }, vip, WAIT);
    await page.locator('.rows tbody tr', { hasText: vip }).locator('.num').first().click();
    await page.locator('.copies', { hasText: 'copy as PromQL' }).waitFor(WAIT);
    await page.keyboard.press('Escape');
    await page.keyboard.press('/');
    await page.locator('dialog input').waitFor(WAIT);
    await page.keyboard.type(vip);
    await page.keyboard.press('Enter');
    await page.locator('h1', { hasText: vip }).waitFor(WAIT);
    await page.waitForSelector('svg.path .box', WAIT);
    await page.locator('svg.path .svg-num').first().click();
    await page.locator('dialog', { hasText: `baro rates ${vip}` }).waitFor(WAIT);
    await page.keyboard.press('Escape');
    await page.waitForSelector('.chart canvas', WAIT);
    const number = await page.textContent('.totals b');
    await page.waitForTimeout(12_000);
    await shot('vip');
    return `${number} packets/s of ${vip}, its way and its charts are drawn`;
  },

  async failed(server) {
    await show('#/');
    const item = page.locator('.problems li', { hasText: `${server} is down` }).first();
    await item.locator('.evidence').getByText('503').first().waitFor(WAIT);
    const text = await item.innerText();
    await shot('problems');
    const ok = ['L7', 'GET /health_check.html', '503', 'application-wrong', 'Cause', 'Fix', 'Look', `baro server show ${server}`].filter((word) => !text.includes(word));
    await show(`#/server/${server}`);
    await page.waitForSelector('.probed.down', WAIT);
    await shot('server', { fullPage: true });
    if (ok.length) throw new Error(`the problem lacks ${ok}: ${text}`);
    return text.replaceAll(/\s+/g, ' ').slice(0, 120);
  },

  /** Offers no change without a token, and says why; with the page's token, the role is admin. */
  async drain(vip, server, token) {
    await show(`#/vip/${vip}`);
    const row = page.locator('tbody tr', { hasText: server });
    await row.getByText('needs operate').waitFor(WAIT);
    if (await row.getByRole('button', { name: /^drain/ }).count()) throw new Error('a change is offered to the role read');
    await page.locator('.lock', { hasText: 'role: read' }).waitFor(WAIT);
    await page.click('#unlock');
    await page.fill('dialog input[name=token]', token);
    await page.click('dialog button[type=submit]');
    await page.locator('.lock', { hasText: 'role: admin' }).waitFor(WAIT);
    await row.getByRole('button', { name: /^drain/ }).click();
    await page.fill('dialog input[name=reason]', '<img src=x onerror="window.broken=1"><script>window.broken=1</script>');
    await shot('drain');
    await page.click('dialog button[type=submit]');
    await row.getByText('draining').waitFor(WAIT);
    await show('#/balancer');
    await page.locator('.overrides q', { hasText: '<script>' }).waitFor(WAIT);
    if (await page.evaluate(() => window.broken)) throw new Error('a script in a reason ran');
    await show(`#/vip/${vip}`);
    await row.getByRole('button', { name: /^enable/ }).click();
    await page.click('dialog button[type=submit]');
    await row.getByText('enabled').waitFor(WAIT);
    const cookies = await page.context().cookies();
    const cookie = cookies.find((each) => each.name === 'baro-page');
    if (!cookie?.httpOnly || cookie.sameSite !== 'Strict') throw new Error(`cookie ${JSON.stringify(cookies)}`);
    return `${server} drained with a reason and enabled again`;
  },

  /** With the token that was typed before: packets as they come, and one that is not sent. */
  async follow(vip) {
    await show(`#/vip/${vip}`);
    const trace = page.locator('section.trace');
    await trace.getByRole('button', { name: 'follow packets' }).click();
    await trace.locator('.packets li', { hasText: 'session' }).first().waitFor(WAIT);
    const seen = await trace.locator('.packets li').first().innerText();
    await shot('trace');
    await trace.getByRole('button', { name: 'stop' }).click();
    await trace.locator('input[name=client]').fill('198.51.100.77:40000');
    await trace.getByRole('button', { name: 'explain', exact: true }).click();
    await trace.locator('.explained', { hasText: 'a new session' }).waitFor(WAIT);
    await trace.getByRole('button', { name: 'explain and probe' }).click();
    await trace.locator('.explained', { hasText: 'SYN+ACK from' }).waitFor(WAIT);
    const found = await violations(page);
    if (found.length) throw new Error(JSON.stringify(found));
    return seen.replaceAll(/\s+/g, ' ').slice(0, 160);
  },

  async rollback(number) {
    await show('#/balancer');
    const back = page.getByRole('button', { name: `roll back r${number}`, exact: true });
    await back.waitFor(WAIT);
    const first = await violations(page);
    await back.click();
    await page.locator('dialog .changes li').first().waitFor(WAIT);
    const changes = await page.locator('dialog .changes').innerText();
    await page.fill('dialog input[name=reason]', 'tried on the page');
    await shot('rollback');
    const found = [...first, ...(await violations(page))];
    await page.click('dialog button[type=submit]');
    await page.locator('.revisions tbody tr', { hasText: 'tried on the page' }).getByText('in force').waitFor(WAIT);
    await show('#/vip/store-app1');
    await page.locator('.last-change li', { hasText: 'vips.store-app1.need' }).waitFor(WAIT);
    found.push(...(await violations(page)));
    if (found.length) throw new Error(JSON.stringify(found));
    return `r${number} put back, which changed ${changes.replaceAll(/\s+/g, ' ')}`;
  },

  /** The route of the VIP, and peers and a routing daemon that this lab does not have: the daemon's answers are replaced. */
  async others(vip) {
    const peer = { address: '192.0.2.12:7431', fingerprint: '', since: '2026-11-30T03:00:00Z', baro: '0.1.0', revision: 7, config_digest: 'a', same_config: true, verdicts: 0, sessions: { state: 'in-step', lag_seconds: 0.012, waiting: 3 } };
    const peers = [
      { ...peer, name: 'lb-a2', state: 'up' },
      { ...peer, name: 'lb-b1', state: 'silent', same_config: false, verdicts: 2 },
      { ...peer, name: 'lb-b2', state: 'not-joined', baro: '', revision: 0 },
    ];
    await page.route('**/v1/peers', (route) => route.fulfill({ json: { name: 'lb-a1', address: '', fingerprint: '', revision: 8, config_digest: 'b', peers, refused: {}, differences: ['lb-b1 runs another configuration'] } }));
    await show('#/events');
    await show('#/balancer');
    const route = page.locator('.routes tbody tr', { hasText: vip });
    await route.getByText('announced').waitFor(WAIT);
    await route.getByText('not measured').waitFor(WAIT);
    await page.locator('.routes', { hasText: 'there is no /run/bird/bird.ctl' }).waitFor(WAIT);
    await show(`#/vip/${vip}`);
    await page.locator('svg.path', { hasText: 'not measured here' }).waitFor(WAIT);
    await page.locator('svg.path .box', { hasText: 'Routers' }).getByText('not measured').waitFor(WAIT);
    const [prefix] = (await (await page.request.get(`${url}v1/routes`)).json()).routes.map((each) => each.prefix);
    await page.route('**/v1/routes/exports', (answer) => answer.fulfill({ json: { all: [{ prefix, to: 'router4' }], asked: ['BIRD'], not_looked_at: [] } }));
    await show('#/balancer');
    await route.getByText('router4').waitFor(WAIT);
    const silent = page.locator('.peers tbody tr', { hasText: 'lb-b1' });
    await silent.getByText('silent').waitFor(WAIT);
    const text = await page.locator('.peers').innerText();
    const lacks = ['lb-b1 runs another configuration', 'not joined', 'r7', 'the same', 'another', '2 differ', 'in step', '12 ms'].filter((word) => !text.includes(word));
    const found = await violations(page);
    await shot('balancer', { fullPage: true });
    await page.unroute('**/v1/peers');
    await page.unroute('**/v1/routes/exports');
    if (lacks.length || found.length) throw new Error(`lacks ${lacks}: ${text}; ${JSON.stringify(found)}`);
    return (await page.locator('.routes tbody tr').first().innerText()).replaceAll(/\s+/g, ' ');
  },

  async stale() {
    await show('#/');
    await page.waitForSelector('#live.warn', WAIT);
    const text = await page.textContent('#live');
    if (!text.includes('stale since')) throw new Error(text);
    await page.waitForSelector('p.stale', WAIT);
    return text.trim();
  },

  /** Begun before the daemon is started again. */
  async back() {
    await page.waitForSelector('#live.good', WAIT);
    if (!await page.evaluate(() => window.sameDocument)) throw new Error('the page was loaded again');
    return `live, ${Date.now()}`;
  },

  async looks(vip, server) {
    const found = [];
    let looked = 0;
    for (const lang of ['en', 'ko']) {
      for (const theme of ['dark', 'light']) {
        const other = await pageOf(browser, `${url}?lang=${lang}&theme=${theme}`, { errors, locale: lang });
        for (const [place, ready] of [['#/', '.rows tbody tr'], [`#/vip/${vip}`, 'svg.path'], [`#/server/${server}`, '.probed'], ['#/balancer', '.facts'], ['#/events', 'tbody tr']]) {
          await other.evaluate((hash) => { location.hash = hash; }, place);
          await other.waitForSelector(ready, WAIT);
          await other.waitForTimeout(400);
          found.push(...(await violations(other)).map((each) => `${lang} ${theme} ${place}: ${JSON.stringify(each)}`));
          looked += 1;
          await other.screenshot({ path: `${directory}/${lang}-${theme}-${place.split('/')[1] || 'vips'}.png` });
        }
        const words = await other.textContent('nav');
        const wall = await pageOf(browser, `${url}?wall&lang=${lang}&theme=${theme}`, { errors, locale: lang, viewport: { width: 1920, height: 1080 } });
        await wall.waitForSelector('.rows tbody tr', WAIT);
        found.push(...(await violations(wall)).map((each) => `${lang} ${theme} wall: ${JSON.stringify(each)}`));
        looked += 1;
        await wall.screenshot({ path: `${directory}/${lang}-${theme}-wall.png` });
        await wall.context().close();
        if (lang === 'ko' && !words.includes('이벤트')) throw new Error(words);
        await other.context().close();
      }
    }
    if (found.length) throw new Error(found.join('; '));
    return `${looked} views, no violation of A or AA`;
  },

  /** Another origin frames the page and asks it for things; a foreign name leads here. */
  async hostile() {
    const server = createServer((_, response) => {
      response.setHeader('Content-Type', 'text/html');
      response.end(`<iframe src="${url}"></iframe>`);
    });
    await new Promise((done) => server.listen(0, '127.0.0.1', done));
    const context = await browser.newContext();
    const evil = await context.newPage();
    await evil.goto(`http://127.0.0.1:${server.address().port}/`);
    await evil.waitForTimeout(1_000);
    const framed = await evil.frames()[1].evaluate(() => document.getElementById('page') !== null).catch(() => false);
    const read = await evil.evaluate((from) => fetch(`${from}v1/status`).then((r) => r.status, () => 'blocked'), url);
    const changed = await evil.evaluate((from) => fetch(`${from}v1/servers/web-a01/state`, { method: 'PUT', mode: 'no-cors', body: '{}' }).then((r) => r.type, () => 'blocked'), url);
    const rebound = await evil.request.get(`${url}v1/status`, { headers: { Host: 'rebound.example.com' } });
    server.close();
    await context.close();
    if (framed || read !== 'blocked' || changed === 'basic' || rebound.status() !== 403) {
      throw new Error(`framed ${framed}, read ${read}, changed ${changed}, foreign name ${rebound.status()}`);
    }
    return `not framed, not read (${read}), not changed (${changed}), a foreign name gets ${rebound.status()}`;
  },

  /** First paint, and what an update takes of the main thread: its CPU time, and the longest task by the clock. */
  async many(count) {
    await show('#/');
    await page.waitForFunction((all) => document.querySelector('#vips small')?.textContent === all, count, WAIT);
    const context = await browser.newContext({ viewport: { width: 1280, height: 860 } });
    const big = await context.newPage();
    await big.addInitScript(() => {
      window.tasks = [];
      new PerformanceObserver((list) => window.tasks.push(...list.getEntries().map((entry) => [Math.round(entry.startTime), Math.round(entry.duration)])))
        .observe({ type: 'longtask', buffered: true });
      const wait = () => (document.querySelector('.rows tbody tr') ? requestAnimationFrame(() => { window.painted = performance.now(); }) : requestAnimationFrame(wait));
      wait();
    });
    await big.goto(url);
    await big.waitForFunction(() => window.painted, undefined, WAIT);
    const painted = await big.evaluate(() => window.painted);
    await big.waitForTimeout(2_000);
    const session = await context.newCDPSession(big);
    await session.send('Performance.enable', { timeDomain: 'threadTicks' });
    const busy = async () => (await session.send('Performance.getMetrics')).metrics.find((each) => each.name === 'TaskDuration').value * 1_000;
    const from = await big.evaluate(() => performance.now());
    await big.evaluate(() => document.querySelector('.rows').scrollTo(0, 4_000));
    const before = await busy();
    await big.waitForTimeout(10_000);
    const update = (await busy()) - before;
    const tasks = await big.evaluate((since) => window.tasks.filter((task) => task[0] > since).map((task) => task[1]), from);
    const rows = await big.evaluate(() => document.querySelectorAll('.rows tbody tr').length);
    const shown = await big.textContent('#vips small');
    await big.screenshot({ path: `${directory}/many.png` });
    await context.close();
    if (shown !== count || rows < 12) throw new Error(`${shown} VIPs, ${rows} rows`);
    return { painted: Math.round(painted), update: Math.round(update / 10), longest: Math.max(0, ...tasks), rows };
  },

  async leave() {
    await page.goto('about:blank');
    return 'left';
  },

  async errors() {
    if (errors.length) throw new Error(errors.join('; '));
    return 'none';
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const [step, ...words] = line.split(' ');
  try {
    const measured = await steps[step](...words);
    console.log(JSON.stringify({ ok: true, measured: typeof measured === 'string' ? measured : JSON.stringify(measured), ...(typeof measured === 'string' ? {} : measured) }));
  } catch (error) {
    await shot(`failed-${step}`).catch(() => undefined);
    console.log(JSON.stringify({ ok: false, measured: String(error).slice(0, 2_000) }));
  }
}
await browser.close();
