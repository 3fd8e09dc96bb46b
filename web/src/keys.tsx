// SPDX-License-Identifier: Apache-2.0
import { useEffect } from 'preact/hooks';
import { Dialog } from './dialog';
import { go } from './route';
import { choose, current } from './settings';
import { nextTheme } from './topbar';
import { say } from './words';

function move(by: number): void {
  const links = [...document.querySelectorAll<HTMLAnchorElement>('a.row-link')];
  const at = links.indexOf(document.activeElement as HTMLAnchorElement);
  links[at < 0 ? 0 : Math.min(links.length - 1, Math.max(0, at + by))]?.focus();
}

export function useKeys({ search, help }: { search: () => void; help: () => void }): void {
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement;
      if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector('dialog[open]')
        || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) return;
      const actions: Record<string, () => void> = {
        '/': search,
        '?': help,
        j: () => move(1),
        k: () => move(-1),
        p: () => { go('vips'); setTimeout(() => document.getElementById('problems')?.focus(), 50); },
        t: nextTheme,
        l: () => choose({ language: current().language === 'ko' ? 'en' : 'ko' }),
        u: () => choose({ utc: !current().utc }),
        Escape: () => go('vips'),
      };
      const action = actions[event.key];
      if (action) {
        event.preventDefault();
        action();
      }
    };
    addEventListener('keydown', pressed);
    return () => removeEventListener('keydown', pressed);
  }, []);
}

export function Keys({ close }: { close: () => void }) {
  const keys: [string, string][] = [
    ['/', say('keySearch')], ['p', say('keyProblems')], ['j k', say('keyMove')], ['Enter', say('keyOpen')],
    ['Esc', say('keyBack')], ['t', say('keyTheme')], ['l', say('keyLanguage')], ['u', say('keyZone')], ['?', say('keyHelp')],
  ];
  return (
    <Dialog title={say('keys')} close={close}>
      <dl class="keys">{keys.map(([key, text]) => <div key={key}><dt><kbd>{key}</kbd></dt><dd>{text}</dd></div>)}</dl>
      <p class="buttons"><button type="button" onClick={close}>{say('close')}</button></p>
    </Dialog>
  );
}
