// SPDX-License-Identifier: Apache-2.0
import type { Problem } from './types';

export class Refused extends Error {
  constructor(readonly problem: Problem) {
    super(problem.detail || problem.title);
  }
}

async function answer<T>(request: Promise<Response>): Promise<T> {
  const response = await request;
  if (!response.ok) {
    throw new Refused((await response.json().catch(() => ({
      type: '', title: response.statusText, status: response.status, detail: '', where: '', fix: '',
    }))) as Problem);
  }
  return (await response.json()) as T;
}

export function get<T>(path: string): Promise<T> {
  return answer<T>(fetch(path));
}

export function send<T>(method: 'PUT' | 'POST' | 'DELETE', path: string, body?: unknown): Promise<T> {
  return answer<T>(fetch(path, {
    method,
    headers: { 'Content-Type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  }));
}
