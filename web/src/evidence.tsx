// SPDX-License-Identifier: Apache-2.0
import { clock } from './format';
import { Command } from './number';
import { State, Time } from './marks';
import type { Reply, ServerDetail, Target } from './types';
import { say, translated } from './words';

/** What failed of a server: each target that is not up, with what was sent and what came back. */
export function Evidence({ detail }: { detail: ServerDetail }) {
  const failing = detail.targets.filter((target) => target.condition !== 'up');
  return (
    <ul class="evidence" aria-label={say('evidence')}>
      {failing.map((target) => <Line key={target.layer + target.vip + target.port} target={target} />)}
    </ul>
  );
}

function Line({ target }: { target: Target }) {
  const reply = target.replies.find((each) => each.of === 'failure') ?? target.replies.find((each) => each.of === 'probe');
  return (
    <li>
      <b>{target.layer.toUpperCase()}</b> <State word={target.condition} /> <span class="where">{target.vip} {target.port}</span>
      <span lang="en"><code>{target.sent}</code> → {reply ? <code>{reply.detail}</code> : '…'}</span>
      {reply && <Time iso={reply.at} text={clock(reply.at)} />}
    </li>
  );
}

export function Advice({ advice }: { advice: ServerDetail['advice'] }) {
  return (
    <>
      {advice.map((each) => (
        <dl class="advice" key={each.verdict}>
          <div><dt>{say('cause')}</dt><dd><b>{translated(each.verdict)}</b> <span lang="en">{each.cause}</span></dd></div>
          <div><dt>{say('fix')}</dt><dd lang="en"><Prose text={each.fix} /></dd></div>
        </dl>
      ))}
    </>
  );
}

/** Commands of a text are in backquotes. */
function Prose({ text }: { text: string }) {
  return <>{text.split('`').map((part, i) => (i % 2 ? (part.includes(' ') ? <Command key={i} text={part} /> : <code key={i}>{part}</code>) : part))}</>;
}

export function Replies({ replies, of }: { replies: Reply[]; of: string[] }) {
  const shown = of.flatMap((kind) => replies.filter((reply) => reply.of === kind));
  return (
    <dl class="replies">
      {shown.map((reply) => (
        <div key={reply.of}>
          <dt>{translated(reply.of)}</dt>
          <dd lang="en"><b>{reply.reply}</b> <code>{reply.detail}</code> <small>{say('took', reply.took_ms)} · <Time iso={reply.at} text={clock(reply.at)} /></small></dd>
        </div>
      ))}
    </dl>
  );
}
