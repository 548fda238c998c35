/** One way to the service: language, problems, being offline and not being ready. */
import { reactive } from 'vue'
import { lang } from '../lang'
import type { ProblemBody } from './types'

/** A request that did not go well, in words for the person who made it. */
export class Problem extends Error {
  constructor(
    /** HTTP status; 0 when no answer came. */
    readonly status: number,
    readonly body: ProblemBody,
  ) {
    super(body.title)
  }
}

/** How the connection stands, for the banner. */
export const connection = reactive({
  state: 'ok' as 'ok' | 'offline' | 'not_ready' | 'crashed',
  /** Counts up each time the service is back, so that views ask again. */
  recovered: 0,
})

/** What the session adds to requests; kept here, filled in by `state/session`. */
export const credentials = {
  /** Sent with every request that changes something: a browser sends the cookie by itself. */
  csrf: null as string | null,
  /** Reads the session again: another tab may have opened a new one. */
  renew: async (): Promise<void> => {},
}

let waiting: ReturnType<typeof setTimeout> | undefined

function lost(state: 'offline' | 'not_ready'): void {
  connection.state = state
  waiting ??= setTimeout(askAgain, 2000)
}

async function askAgain(): Promise<void> {
  waiting = undefined
  try {
    const answer = await fetch('/readyz', { cache: 'no-store' })
    if (!answer.ok) return lost('not_ready')
  } catch {
    return lost('offline')
  }
  if (connection.state !== 'ok') {
    connection.state = 'ok'
    connection.recovered += 1
  }
}

/** Asks at once, e.g. because the reader pressed "try again". */
export function retryNow(): void {
  clearTimeout(waiting)
  waiting = undefined
  void askAgain()
}

async function problemOf(answer: Response): Promise<Problem> {
  const requestId = answer.headers.get('x-request-id') ?? undefined
  try {
    const body = (await answer.json()) as ProblemBody
    return new Problem(answer.status, body)
  } catch {
    const body: ProblemBody = { code: 'unknown', title: `HTTP ${answer.status}` }
    if (requestId) body.instance = requestId
    return new Problem(answer.status, body)
  }
}

async function ask(path: string, init: RequestInit): Promise<Response> {
  const headers = { Accept: 'application/json', 'Accept-Language': lang.value, ...init.headers }
  let answer: Response
  try {
    answer = await fetch(path, { ...init, headers })
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    lost('offline')
    throw new Problem(0, { code: 'offline', title: '' })
  }
  if (answer.status === 503) lost('not_ready')
  // We thought that we were signed in; the session has ended.
  else if (answer.status === 401 && credentials.csrf) void credentials.renew()
  else if (connection.state === 'offline') retryNow()
  if (!answer.ok) throw await problemOf(answer)
  return answer
}

/** Reads JSON; parameters that are undefined are left out. */
export async function get<T>(
  path: string,
  query: Record<string, string | number | undefined> = {},
  signal?: AbortSignal,
): Promise<T> {
  const given = Object.entries(query).filter(([, value]) => value !== undefined)
  const text = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString()
  const answer = await ask(text ? `${path}?${text}` : path, signal ? { signal } : {})
  return (await answer.json()) as T
}

export type Method = 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** Sends what changes something; a body that is no string or Blob goes as JSON. */
export async function send(
  method: Method,
  path: string,
  body?: unknown,
  more: Record<string, string> = {},
  signal?: AbortSignal,
): Promise<Response> {
  const isRaw = body instanceof Blob
  const init = (): RequestInit => {
    const headers: Record<string, string> = { ...more }
    if (credentials.csrf) headers['X-CSRF-Token'] = credentials.csrf
    if (body !== undefined && !isRaw) headers['Content-Type'] = 'application/json'
    const made: RequestInit = { method, headers }
    if (body !== undefined) made.body = isRaw ? body : JSON.stringify(body)
    if (signal) made.signal = signal
    return made
  }
  try {
    return await ask(path, init())
  } catch (error) {
    if (!(error instanceof Problem) || error.body.code !== 'csrf') throw error
    await credentials.renew()
    return ask(path, init())
  }
}

/** Sends JSON and reads the answer. */
export async function post<T>(path: string, body: unknown, signal?: AbortSignal): Promise<T> {
  return (await (await send('POST', path, body, {}, signal)).json()) as T
}

/** Whether a request was only given up, because a newer one took its place. */
export function isAborted(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError'
}
