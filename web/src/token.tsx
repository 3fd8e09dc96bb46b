// SPDX-License-Identifier: Apache-2.0
// What this browser may do. The token itself is never kept: the daemon answers with a cookie that scripts cannot read.
import { useEffect, useState } from 'preact/hooks';
import { get, Refused, send } from './api';
import { Dialog } from './dialog';
import { feed } from './feed';
import { Command } from './number';
import { say } from './words';

export type Role = 'read' | 'operate' | 'admin';
export interface Session { who: string; role: Role }

const ROLES: Role[] = ['read', 'operate', 'admin'];
const NOBODY: Session = { who: '', role: 'read' };

let session = NOBODY;
const listeners = new Set<() => void>();

function take(newest: Session): void {
  session = newest;
  listeners.forEach((listener) => listener());
}

/** The daemon knows the cookie no longer. */
export function forget(): void {
  take(NOBODY);
}

export function useSession(): Session {
  const [, again] = useState(0);
  useEffect(() => {
    const listener = () => again((n) => n + 1);
    listeners.add(listener);
    return () => { listeners.delete(listener); };
  }, []);
  return session;
}

export function useRole(needed: Role): boolean {
  return ROLES.indexOf(useSession().role) >= ROLES.indexOf(needed);
}

void get<Session>('/page/session').then(take, () => undefined);

export function Lock() {
  const { who, role } = useSession();
  const [asking, ask] = useState(false);
  return (
    <span class="lock">
      <span title={say(`${role}May`)}>{say('role', say(`${role}Role`))} {who && <small>{who}</small>}</span>
      {who
        ? <button type="button" id="forget" onClick={() => void send<Session>('DELETE', '/page/session').then(take)}>{say('lock')}</button>
        : <button type="button" id="unlock" onClick={() => ask(true)}>{say('unlock')}</button>}
      {asking && <TokenDialog close={() => ask(false)} />}
    </span>
  );
}

/** Why something is not offered, and the way to have it offered. `needed` is empty where any token will do. */
export function Locked({ needed }: { needed: Role | '' }) {
  const { role } = useSession();
  const [asking, ask] = useState(false);
  return (
    <p class="locked">
      <span>{needed ? say('needsRole', say(`${needed}Role`), say(`${role}Role`)) : say('needsToken')}</span>{' '}
      <button type="button" onClick={() => ask(true)}>{say('unlock')}</button>
      {asking && <TokenDialog close={() => ask(false)} />}
    </p>
  );
}

export function TokenDialog({ close }: { close: () => void }) {
  const [refusal, set] = useState('');
  const [token, type] = useState('');
  const instance = feed.view?.about.instance ?? 'main';
  const submit = (event: Event) => {
    event.preventDefault();
    void send<Session>('POST', '/page/session', { token }).then(
      (given) => { take(given); close(); },
      (error: unknown) => set(error instanceof Refused ? error.problem.title : String(error)),
    );
  };
  return (
    <Dialog title={say('unlock')} close={close}>
      <form onSubmit={submit}>
        <p>{say('tokenText')}</p>
        <p><Command text={`sudo cat /var/lib/baro/${instance}/page-token`} /></p>
        <dl class="facts">{ROLES.map((each) => <div key={each}><dt>{say(`${each}Role`)}</dt><dd>{say(`${each}May`)}</dd></div>)}</dl>
        <label>{say('token')} <input class="wide" type="password" autoComplete="off" name="token" required autoFocus value={token} onInput={(event) => type(event.currentTarget.value)} /></label>
        {refusal && <p class="refusal" role="alert" lang="en">{refusal}</p>}
        <p class="buttons"><button type="button" onClick={close}>{say('cancel')}</button><button class="main" type="submit">{say('unlock')}</button></p>
      </form>
    </Dialog>
  );
}
