// SPDX-License-Identifier: Apache-2.0
// Debian's Chromium, and what every test of the page asks of it.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export async function open() {
  return chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'] });
}

/** A page of which every console error is kept, but for those that `expected` matches. */
export async function pageOf(browser, url, { errors, expected = /$^/, ...options } = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 860 }, timezoneId: 'Asia/Seoul', ...options });
  const page = await context.newPage();
  const note = (text) => { if (!expected.test(text)) errors.push(text); };
  page.on('console', (message) => { if (message.type() === 'error') note(`${message.text()} ${message.location().url}`); });
  page.on('pageerror', (error) => note(String(error)));
  await page.goto(url, { waitUntil: 'domcontentloaded' });
  await page.waitForSelector('#live.good');
  return page;
}

/** What axe finds against levels A and AA. It is put in past the policy of the page, which forbids foreign scripts. */
export async function violations(page) {
  const session = await page.context().newCDPSession(page);
  await session.send('Runtime.evaluate', { expression: axe });
  const found = await session.send('Runtime.evaluate', {
    expression: "axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'] }).then((r) => JSON.stringify(r.violations.map((v) => [v.id, v.help, v.nodes.slice(0, 3).map((n) => n.target.join(' ') + ' ' + (n.any[0]?.message ?? ''))])))",
    awaitPromise: true,
    returnByValue: true,
  });
  await session.detach();
  return JSON.parse(found.result.value);
}
