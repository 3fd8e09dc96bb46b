// SPDX-License-Identifier: Apache-2.0
// A number that can be asked for elsewhere: copied as a command or as PromQL.
import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { Dialog } from './dialog';
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

interface Offered { title: string; command: string; promql?: string | undefined }

let show: (offered: Offered) => void = () => undefined;

/** The same of a number in a picture, where nothing can open beside it. */
export function SvgNum({ x, y, text, title, command, promql, anchor }: Offered & { x: number; y: number; text: string; anchor?: 'end' | 'middle' }) {
  const open = () => show({ title, command, promql });
  return (
    <text class="faint svg-num" x={x} y={y} text-anchor={anchor} role="button" tabIndex={0} aria-label={`${text}, ${title}`} aria-haspopup="dialog" onClick={open}
      onKeyDown={(event) => { if (event.key === 'Enter' || event.key === ' ') { event.preventDefault(); open(); } }}>{text}</text>
  );
}

export function Offer() {
  const [offered, set] = useState<Offered | null>(null);
  useEffect(() => { show = set; }, []);
  if (!offered) return null;
  const close = () => set(null);
  return (
    <Dialog title={offered.title} close={close}>
      <div class="choices">
        <Choice label={say('copyCommand')} text={offered.command} close={close} />
        {offered.promql && <Choice label={say('copyPromql')} text={offered.promql} close={close} />}
      </div>
      <p class="buttons"><button type="button" onClick={close}>{say('close')}</button></p>
    </Dialog>
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
