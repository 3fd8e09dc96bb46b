// SPDX-License-Identifier: Apache-2.0
// Whether this browser may change something. The token itself is never kept: the daemon answers with a cookie that scripts cannot read.
import { useEffect, useState } from 'preact/hooks';
import { get, Refused, send } from './api';
import { Dialog } from './dialog';
import { feed } from './feed';
import { Command } from './number';
import { say } from './words';

let allowed = false;
const listeners = new Set<() => void>();

export function setAllowed(may: boolean): void {
  allowed = may;
  listeners.forEach((listener) => listener());
}

export function useAllowed(): boolean {
  const [, again] = useState(0);
  useEffect(() => {
    const listener = () => again((n) => n + 1);
    listeners.add(listener);
    return () => { listeners.delete(listener); };
  }, []);
  return allowed;
}

interface Session { may_change: boolean }

void get<Session>('/page/session').then((session) => setAllowed(session.may_change), () => undefined);

export function Lock() {
  const may = useAllowed();
  const [asking, ask] = useState(false);
  return (
    <span class="lock">
      <span>{may ? say('unlocked') : say('locked')}</span>
      {may
        ? <button type="button" onClick={() => void send<Session>('DELETE', '/page/session').then(() => setAllowed(false))}>{say('lock')}</button>
        : <button type="button" id="unlock" onClick={() => ask(true)}>{say('unlock')}</button>}
      {asking && <TokenDialog cancel={() => ask(false)} done={() => ask(false)} />}
    </span>
  );
}

export function TokenDialog({ cancel, done }: { cancel: () => void; done: () => void }) {
  const [refusal, set] = useState('');
  const [token, type] = useState('');
  const instance = feed.view?.about.instance ?? 'main';
  const submit = (event: Event) => {
    event.preventDefault();
    void send<Session>('POST', '/page/session', { token }).then(
      (session) => { setAllowed(session.may_change); done(); },
      (error: unknown) => set(error instanceof Refused ? error.problem.title : String(error)),
    );
  };
  return (
    <Dialog title={say('unlock')} close={cancel}>
      <form onSubmit={submit}>
        <p>{say('tokenText')}</p>
        <p><Command text={`sudo cat /var/lib/baro/${instance}/page-token`} /></p>
        <label>{say('token')} <input class="wide" type="password" autoComplete="off" name="token" required autoFocus value={token} onInput={(event) => type(event.currentTarget.value)} /></label>
        {refusal && <p class="refusal" role="alert" lang="en">{refusal}</p>}
        <p class="buttons"><button type="button" onClick={cancel}>{say('cancel')}</button><button class="main" type="submit">{say('unlock')}</button></p>
      </form>
    </Dialog>
  );
}
