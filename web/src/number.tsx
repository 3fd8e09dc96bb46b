// SPDX-License-Identifier: Apache-2.0
// A number that can be asked for elsewhere: copied as a command or as PromQL.
import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { say } from './words';

export async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

/** A command with a button that copies it. */
export function Command({ text }: { text: string }) {
  const [done, set] = useState(false);
  return (
    <span class="command">
      <code>{text}</code>
      <button type="button" onClick={() => void copy(text).then((ok) => {
        set(ok);
        setTimeout(() => set(false), 1_500);
      })}>{done ? say('copied') : say('copy')}</button>
    </span>
  );
}

interface Props { children: ComponentChildren; full: string; command: string; promql?: string | undefined }

export function Num({ children, full, command, promql }: Props) {
  const [open, set] = useState(false);
  return (
    <span class="num-place">
      <button type="button" class="num" title={full} aria-haspopup="dialog" aria-expanded={open}
        onClick={(event) => { event.stopPropagation(); set(!open); }}>{children}</button>
      {open && <Copies command={command} promql={promql} close={() => set(false)} />}
    </span>
  );
}

function Copies({ command, promql, close }: { command: string; promql?: string | undefined; close: () => void }) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    box.current?.querySelector('button')?.focus();
    const outside = (event: Event) => {
      if (!box.current?.contains(event.target as Node)) close();
    };
    const escape = (event: KeyboardEvent) => {
      if (event.key === 'Escape') { event.stopPropagation(); close(); }
    };
    addEventListener('click', outside);
    addEventListener('keydown', escape, true);
    return () => {
      removeEventListener('click', outside);
      removeEventListener('keydown', escape, true);
    };
  }, []);
  return (
    <div class="copies" role="dialog" aria-label={say('copy')} ref={box}>
      <Choice label={say('copyCommand')} text={command} close={close} />
      {promql && <Choice label={say('copyPromql')} text={promql} close={close} />}
    </div>
  );
}

function Choice({ label, text, close }: { label: string; text: string; close: () => void }) {
  const [done, set] = useState(false);
  return (
    <button type="button" onClick={() => void copy(text).then((ok) => {
      set(ok);
      if (ok) setTimeout(close, 600);
    })}>
      <span>{done ? say('copied') : label}</span>
      <code>{text}</code>
    </button>
  );
}
