// SPDX-License-Identifier: Apache-2.0
import { useEffect, useState } from 'preact/hooks';
import { Balancer } from './balancer';
import { Changes } from './change';
import { Events } from './events';
import { useFeed } from './feed';
import { clock } from './format';
import { Keys, useKeys } from './keys';
import { Offer } from './number';
import { Problems } from './problems';
import { useRoute } from './route';
import { Search } from './search';
import { Server } from './server';
import { useSettings, wall } from './settings';
import { Foot, TopBar } from './topbar';
import { VipPage } from './vip';
import { Vips } from './vips';
import { say } from './words';

export function App() {
  const feed = useFeed();
  const route = useRoute();
  const [searching, search] = useState(false);
  const [helping, help] = useState(false);
  useSettings();
  useKeys({ search: () => search(true), help: () => help(true) });
  useEffect(() => scrollTo(0, 0), [route.place, route.name]);
  const view = feed.view;
  useEffect(() => {
    const count = view?.problems.length ?? 0;
    document.title = `${count ? `(${count}) ` : ''}${route.name || (view?.about.balancer ?? 'baro')} · baro`;
  });
  return (
    <>
      <a class="skip" href="#content" onClick={(event) => { event.preventDefault(); document.getElementById('content')?.focus(); }}>{say('skip')}</a>
      <TopBar route={route} search={() => search(true)} />
      {view && !feed.live && (
        <p class="stale" role="alert">{say('staleText', clock(view.time))}</p>
      )}
      <main id="content" tabIndex={-1} class={feed.live ? '' : 'old'}>
        {!view && <p class="empty" role="status">{say('connecting')}</p>}
        {view && route.place === 'vips' && <>{(view.problems.length > 0 || wall) && <Problems view={view} />}<Vips view={view} /></>}
        {view && route.place === 'vip' && <VipPage key={route.name} name={route.name} view={view} />}
        {view && route.place === 'server' && <Server key={route.name} name={route.name} view={view} />}
        {view && route.place === 'balancer' && <Balancer view={view} />}
        {view && route.place === 'events' && <Events events={view.events} />}
      </main>
      {!wall && <Foot help={() => help(true)} />}
      {searching && <Search close={() => search(false)} />}
      {helping && <Keys close={() => help(false)} />}
      <Offer />
      <Changes />
    </>
  );
}
