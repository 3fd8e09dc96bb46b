// SPDX-License-Identifier: Apache-2.0
import { useFeed, type View } from './feed';
import { clock, full, short, zone } from './format';
import { Shape } from './marks';
import { Num } from './number';
import { worst } from './problems';
import { promql } from './promql';
import { link, type Place, type Route } from './route';
import { choose, current, wall, type Theme } from './settings';
import { Lock } from './token';
import { say } from './words';

export function TopBar({ route, search }: { route: Route; search: () => void }) {
  const feed = useFeed();
  const view = feed.view;
  const count = view?.problems.length ?? 0;
  const here = (place: Place) => (route.place === place ? 'page' : undefined);
  return (
    <header class="top">
      <a class="brand" href={link('vips')}>baro</a>
      {view && <span class="who">{view.about.cluster && <b>{view.about.cluster}</b>}<span>{view.about.balancer}</span></span>}
      {!wall && (
        <nav aria-label="baro">
          <a href={link('vips')} aria-current={here('vips')}>{say('vips')}{view && <small> {view.rows.length}</small>}</a>
          <a href={link('balancer')} aria-current={here('balancer')}>{say('balancer')}</a>
          <a href={link('events')} aria-current={here('events')}>{say('events')}</a>
        </nav>
      )}
      <span class="grow" />
      {view && (
        <span class="totals">
          {(['packets', 'bits', 'sessions'] as const).map((kind) => (
            <span key={kind}><Num full={full(view.total[kind])} command="baro rates" promql={promql.all[kind]}><b>{short(view.total[kind])}</b></Num> {say(kind === 'sessions' ? 'newSessions' : kind)}</span>
          ))}
          {view.table.places > 0 && (
            <span class={filled(view) >= NEARLY_FULL ? 'warn' : ''}><span title={say('table')}>{say('tableShort')}</span> <Num full={say('ofPlaces', full(view.table.sessions), full(view.table.places))} command="baro session list" promql={promql.table}><b>{percent(filled(view))}</b></Num></span>
          )}
        </span>
      )}
      {view && (
        <a class={`pill ${count ? 'bad' : 'good'}`} href={link('vips')} id="problem-count"
          onClick={() => setTimeout(() => document.getElementById('problems')?.focus(), 50)}>
          <Shape of={count ? 'bad' : 'good'} />
          {count === 0 ? say('noProblems') : count === 1 ? say('oneProblem') : say('manyProblems', count)}
          {view && count > 0 && <Worst view={view} />}
        </a>
      )}
      <span class={`pill ${!view ? 'idle' : feed.live ? 'good' : 'warn'}`} id="live" role="status">
        <Shape of={!view ? 'idle' : feed.live ? 'good' : 'warn'} />
        {!view ? say('connecting') : feed.live ? say('live') : say('stale', clock(view.time))}
      </span>
      {!wall && <button type="button" class="search" onClick={search}>{say('search')} <kbd>/</kbd></button>}
    </header>
  );
}

function Worst({ view }: { view: View }) {
  const { text, lang } = worst(view);
  return <span class="worst" title={text} lang={lang}>{text}</span>;
}

const NEARLY_FULL = 0.8;

function filled(view: View): number {
  return view.table.sessions / view.table.places;
}

function percent(part: number): string {
  return `${(part * 100).toFixed(part < 0.1 ? 1 : 0)} %`;
}

const THEMES: Theme[] = ['auto', 'dark', 'light'];

export function nextTheme(): void {
  choose({ theme: THEMES[(THEMES.indexOf(current().theme) + 1) % THEMES.length]! });
}

export function Foot({ help }: { help: () => void }) {
  const settings = current();
  const view = useFeed().view;
  return (
    <footer>
      <Lock />
      <span class="grow" />
      {view && <span>baro {view.about.version}</span>}
      <button type="button" id="zone" onClick={() => choose({ utc: !settings.utc })}>{say('zone', zone())}</button>
      <button type="button" id="language" lang={settings.language === 'ko' ? 'en' : 'ko'}
        onClick={() => choose({ language: settings.language === 'ko' ? 'en' : 'ko' })}>
        {settings.language === 'ko' ? 'English' : '한국어'}
      </button>
      <button type="button" id="theme" onClick={nextTheme}>{say('theme')}: {say(settings.theme)}</button>
      <button type="button" onClick={help}>{say('keys')} <kbd>?</kbd></button>
    </footer>
  );
}
