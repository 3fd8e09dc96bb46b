// SPDX-License-Identifier: Apache-2.0
// Changes of a real server: asked twice, with a reason, and shown as the command that does the same.
import { useEffect, useState } from 'preact/hooks';
import { send } from './api';
import { Dialog } from './dialog';
import { quoted } from './format';
import { Command } from './number';
import { refused } from './refused';
import { TokenDialog, useRole } from './token';
import { say, type Word } from './words';

export type Verb = 'drain' | 'enable' | 'disable' | 'weight';
export interface Wanted { verb: Verb; server: string; vip: string; weight: number }

const NAMES: Record<Verb, Word> = { drain: 'doDrain', enable: 'doEnable', disable: 'doDisable', weight: 'doWeight' };
const TEXTS: Record<Verb, Word> = { drain: 'drainText', enable: 'enableText', disable: 'disableText', weight: 'weightText' };

let show: (wanted: Wanted) => void = () => undefined;

/** Buttons that change a server. `vip` is the one that is looked at, or empty. */
export function Actions({ server, vip, state, weight }: { server: string; vip: string; state: string; weight: number }) {
  const may = useRole('operate');
  if (!may) return <small>{say('needs', say('operateRole'))}</small>;
  const verbs: Verb[] = state === 'enabled' ? ['drain', 'disable', 'weight'] : ['enable', state === 'drain' ? 'disable' : 'drain'];
  return (
    <span class="actions">
      {verbs.map((verb) => (
        <button key={verb} type="button" aria-label={say('confirm', say(NAMES[verb]), server)} onClick={() => show({ verb, server, vip, weight })}>{say(NAMES[verb])}</button>
      ))}
    </span>
  );
}

export function Changes() {
  const [wanted, set] = useState<Wanted | null>(null);
  const [done, tell] = useState('');
  const may = useRole('operate');
  useEffect(() => { show = set; }, []);
  useEffect(() => {
    const timer = setTimeout(() => tell(''), 6_000);
    return () => clearTimeout(timer);
  }, [done]);
  return (
    <>
      <p class="toast" role="status">{done && say('done', done)}</p>
      {wanted && (may
        ? <Confirm key={wanted.server + wanted.verb} wanted={wanted} close={() => set(null)} done={tell} />
        : <TokenDialog close={() => set(null)} />)}
    </>
  );
}

function Confirm({ wanted, close, done }: { wanted: Wanted; close: () => void; done: (text: string) => void }) {
  const [vip, scope] = useState(wanted.vip);
  const [reason, explain] = useState('');
  const [minutes, limit] = useState('');
  const [weight, weigh] = useState(String(wanted.weight));
  const [losses, lose] = useState('');
  const [force, insist] = useState(false);
  const [refusal, refuse] = useState('');
  const { verb, server } = wanted;
  const words = command({ ...wanted, vip }, { reason, minutes, weight, force });
  const submit = (event: Event) => {
    event.preventDefault();
    change({ ...wanted, vip }, { reason, minutes, weight, force }).then(
      () => { done(words); close(); },
      (error: unknown) => refused(error, lose, refuse),
    );
  };
  return (
    <Dialog title={say('confirm', say(NAMES[verb]), server)} close={close}>
      <form onSubmit={submit}>
        <p>{say(TEXTS[verb])}</p>
        {wanted.vip && (
          <fieldset><legend>{say('scope')}</legend>
            <label><input type="radio" name="scope" checked={vip !== ''} onChange={() => scope(wanted.vip)} /> {say('scopeVip', wanted.vip)}</label>
            <label><input type="radio" name="scope" checked={vip === ''} onChange={() => scope('')} /> {say('scopeAll')}</label>
          </fieldset>
        )}
        {verb === 'weight' && <label>{say('newWeight')} <input type="number" min="0" max="100" required value={weight} onInput={(event) => weigh(event.currentTarget.value)} /></label>}
        {verb === 'drain' && <label>{say('deadline')} <input class="wide" type="number" min="1" max="44640" value={minutes} placeholder={say('deadlineHint')} onInput={(event) => limit(event.currentTarget.value)} /></label>}
        {verb !== 'enable' && <label>{say('reason')} <input class="wide" name="reason" required maxLength={200} placeholder={say('reasonHint')} autoFocus value={reason} onInput={(event) => explain(event.currentTarget.value)} /></label>}
        {losses && <><p class="refusal" role="alert" lang="en">{losses}</p><label><input type="checkbox" name="force" required checked={force} onChange={(event) => insist(event.currentTarget.checked)} /> {say('force')}</label></>}
        {refusal && <p class="refusal" role="alert" lang="en">{say('failed', refusal)}</p>}
        <p><Command text={words} /></p>
        <p class="buttons"><button type="button" onClick={close}>{say('cancel')}</button><button class={verb === 'disable' || force ? 'main danger' : 'main'} type="submit">{say(NAMES[verb])}</button></p>
      </form>
    </Dialog>
  );
}

interface Details { reason: string; minutes: string; weight: string; force: boolean }

function command({ verb, server, vip }: Wanted, { reason, minutes, weight, force }: Details): string {
  return [
    `baro server ${verb} ${quoted(server)}`,
    verb === 'weight' ? weight : '',
    vip && `--vip ${quoted(vip)}`,
    reason && verb !== 'enable' ? `--reason ${quoted(reason)}` : '',
    minutes && verb === 'drain' ? `--deadline ${minutes}m` : '',
    force ? '--force' : '',
  ].filter(Boolean).join(' ');
}

function change({ verb, server, vip }: Wanted, { reason, minutes, weight, force }: Details): Promise<unknown> {
  const states = { drain: 'drain', enable: 'enabled', disable: 'disabled' };
  const body = verb === 'weight'
    ? { weight: Number(weight), vip, reason }
    : { state: states[verb], vip, reason, deadline_seconds: verb === 'drain' && minutes ? Number(minutes) * 60 : 0 };
  const path = `/v1/servers/${encodeURIComponent(server)}/${verb === 'weight' ? 'weight' : 'state'}`;
  return send('PUT', path + (force ? '?force=true' : ''), body);
}
