// SPDX-License-Identifier: Apache-2.0
// Where the viewer is: `#/vip/store-app1`. The part behind # never reaches the daemon, so every link is the one page.
import { useEffect, useState } from 'preact/hooks';

export type Place = 'vips' | 'vip' | 'server' | 'balancer' | 'events';
export interface Route { place: Place; name: string }

export function parse(hash: string): Route {
  const [, place = '', name = ''] = hash.replace(/^#/, '').split('/');
  const known: Place[] = ['vip', 'server', 'balancer', 'events'];
  const found = known.find((each) => each === place) ?? 'vips';
  try {
    return { place: found, name: decodeURIComponent(name) };
  } catch {
    return { place: 'vips', name: '' };
  }
}

export function link(place: Place, name = ''): string {
  return place === 'vips' ? '#/' : `#/${place}${name ? `/${encodeURIComponent(name)}` : ''}`;
}

export function go(place: Place, name = ''): void {
  location.hash = link(place, name);
}

export function useRoute(): Route {
  const [route, set] = useState(() => parse(location.hash));
  useEffect(() => {
    const changed = () => set(parse(location.hash));
    addEventListener('hashchange', changed);
    return () => removeEventListener('hashchange', changed);
  }, []);
  return route;
}
