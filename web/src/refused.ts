// SPDX-License-Identifier: Apache-2.0
import { Refused } from './api';
import { forget } from './token';

/** Tells why a change was not made: for want of the token, because traffic would be lost, or otherwise. */
export function refused(error: unknown, lose: (losses: string) => void, refuse: (why: string) => void): void {
  if (!(error instanceof Refused)) return refuse(String(error));
  const { status, type, title, detail } = error.problem;
  if (status === 401) return forget();
  if (type === 'urn:baro:needs-force') return lose(detail);
  refuse(`${title}: ${detail}`);
}
