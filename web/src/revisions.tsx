// SPDX-License-Identifier: Apache-2.0
// What was in force, by whom and why; and the way back, asked twice and with a reason.
import { useEffect, useState } from 'preact/hooks';
import { get, Refused, send } from './api';
import { Dialog } from './dialog';
import { clock, quoted } from './format';
import { State, Time } from './marks';
import { Command } from './number';
import { refused } from './refused';
import { forget, Locked, useRole, useSession } from './token';
import type { Difference, Revision, RevisionList } from './types';
import { say } from './words';

const SHOWN = 12;

/** Of the configuration, so only for who holds a token. */
export function Revisions({ inForce }: { inForce: number }) {
  const may = useSession().who !== '';
  const [list, set] = useState<RevisionList | null>(null);
  const [target, aim] = useState<Revision | null>(null);
  const [done, tell] = useState('');
  useEffect(() => {
    let shown = true;
    if (may) {
      get<RevisionList>('/v1/history').then((answer) => { if (shown) set(answer); }, (error: unknown) => {
        if (error instanceof Refused && error.problem.status === 401) forget();
      });
    } else {
      set(null);
    }
    return () => { shown = false; };
  }, [may, inForce, done]);
  return (
    <section class="card revisions">
      <h2>{say('revisions')}</h2>
      <p><Command text="baro history" /></p>
      {!may && <><p>{say('revisionsLocked')}</p><Locked needed="" /></>}
      {list && <Table list={list} aim={aim} />}
      <p class="toast" role="status">{done && say('done', done)}</p>
      {target && list && <Confirm key={target.number} list={list} target={target} close={() => aim(null)} done={tell} />}
    </section>
  );
}

function Table({ list, aim }: { list: RevisionList; aim: (revision: Revision) => void }) {
  const may = useRole('admin');
  const newest = [...list.revisions].reverse().slice(0, SHOWN);
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={say('revisions')}>
      <table>
        <thead><tr>{(['revision', 'accepted', 'by', 'reason', 'changed', 'state', 'actions'] as const).map((word) => <th key={word} scope="col">{say(word)}</th>)}</tr></thead>
        <tbody>{newest.map((each) => (
          <tr key={each.number}>
            <th scope="row">r{each.number}</th>
            <td class="narrow"><Time iso={each.time} text={clock(each.time)} /></td>
            <td class="narrow" lang="en">{[each.author.origin, each.author.who].filter(Boolean).join(' ')}</td>
            <td>{each.author.reason && <q>{each.author.reason}</q>}</td>
            <td lang="en">{each.changes.map((change) => <div key={change}>{change}</div>)}{each.change_count > each.changes.length && <small>+ {each.change_count - each.changes.length}</small>}</td>
            <td class="narrow">{each.number === list.in_force ? <State word="up" text={say('inForceNow')} /> : each.rollback.by ? <State word="unused" text={say('rolledBack', each.rollback.by)} /> : null}</td>
            <td class="narrow">{each.number !== list.in_force && !may && <small>{say('needs', say('adminRole'))}</small>}{each.number !== list.in_force && may && <button type="button" aria-label={say('confirm', say('doRollback'), `r${each.number}`)} onClick={() => aim(each)}>{say('doRollback')}</button>}</td>
          </tr>
        ))}</tbody>
      </table>
    </div>
  );
}

function Confirm({ list, target, close, done }: { list: RevisionList; target: Revision; close: () => void; done: (text: string) => void }) {
  const [reason, explain] = useState('');
  const [changes, set] = useState<string[] | null>(null);
  const [losses, lose] = useState('');
  const [force, insist] = useState(false);
  const [refusal, refuse] = useState('');
  useEffect(() => {
    get<Difference>(`/v1/history/diff?from=${list.in_force}&to=${target.number}`).then((answer) => set(answer.changes), (error: unknown) => refuse(String(error)));
  }, []);
  const words = `baro rollback ${target.number}${reason && ` --reason ${quoted(reason)}`}${force ? ' --force' : ''}`;
  const submit = (event: Event) => {
    event.preventDefault();
    const query = new URLSearchParams({ revision: String(target.number), reason, force: String(force) });
    send('POST', `/v1/config/rollback?${query}`).then(
      () => { done(words); close(); },
      (error: unknown) => refused(error, lose, refuse),
    );
  };
  return (
    <Dialog title={say('confirm', say('doRollback'), `r${target.number}`)} close={close}>
      <form onSubmit={submit}>
        <p>{say('rollbackText', list.in_force, target.number)}</p>
        {changes && <ul class="changes" lang="en" tabIndex={0} aria-label={say('changed')}>{changes.length ? changes.map((each) => <li key={each}><code>{each}</code></li>) : <li>{say('none')}</li>}</ul>}
        <label>{say('reason')} <input class="wide" name="reason" required maxLength={200} placeholder={say('reasonHint')} autoFocus value={reason} onInput={(event) => explain(event.currentTarget.value)} /></label>
        {losses && <><p class="refusal" role="alert" lang="en">{losses}</p><label><input type="checkbox" name="force" required checked={force} onChange={(event) => insist(event.currentTarget.checked)} /> {say('force')}</label></>}
        {refusal && <p class="refusal" role="alert" lang="en">{say('failed', refusal)}</p>}
        <p><Command text={words} /></p>
        <p class="buttons"><button type="button" onClick={close}>{say('cancel')}</button><button class={force ? 'main danger' : 'main'} type="submit">{say('doRollback')}</button></p>
      </form>
    </Dialog>
  );
}
