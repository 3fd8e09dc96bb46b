// SPDX-License-Identifier: Apache-2.0
import { clock } from './format';
import { State, Time } from './marks';
import { Command } from './number';
import { link } from './route';
import type { BaroEvent } from './types';
import { say } from './words';

export function Events({ events }: { events: BaroEvent[] }) {
  return (
    <section class="card">
      <h1>{say('events')}</h1>
      <p><Command text="baro events" /></p>
      <EventTable events={events} />
    </section>
  );
}

/** The newest first. */
export function EventTable({ events }: { events: BaroEvent[] }) {
  if (events.length === 0) return <p>{say('noEvents')}</p>;
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={say('events')}>
      <table>
        <thead><tr><th scope="col">{say('time')}</th><th scope="col">{say('level')}</th><th scope="col">{say('event')}</th><th scope="col">{say('details')}</th></tr></thead>
        <tbody>
          {[...events].reverse().map((event) => (
            <tr key={event.id}>
              <td class="narrow"><Time iso={event.time} text={clock(event.time)} /></td>
              <td class="narrow"><State word={event.level} /></td>
              <td class="narrow"><code>{event.event}</code></td>
              <td lang="en">{Object.entries(event.fields).map(([key, value]) => <Field key={key} name={key} value={value} />)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Field({ name, value }: { name: string; value: string }) {
  if (name === 'text') return <span class="field">{value}</span>;
  const place = name === 'server' ? 'server' : name === 'vip' ? 'vip' : null;
  return <span class="field"><span class="label">{name}</span> {place && value ? <a href={link(place, value)}>{value}</a> : value}</span>;
}

export function concerning(events: BaroEvent[], names: Set<string>): BaroEvent[] {
  return events.filter((event) => names.has(event.fields.vip ?? '') || names.has(event.fields.server ?? ''));
}
