/**
 * The log: what was done on this phone, as operations with ids of the phone's own making. A draft is
 * written at every keystroke; what changed of it becomes an operation when the form is left, and at
 * the latest before anything is sent.
 */
import {
  all,
  plain,
  read,
  setting,
  write,
  type Draft,
  type KeptPhoto,
  type Logged,
  type Write,
} from './database'
import { smaller } from './picture'
import type { Operation } from './types'

export const newId = (): string => crypto.randomUUID()

let last = 0

/** Numbers that only rise, also over restarts. */
function next(): number {
  last = Math.max(last + 1, Date.now() * 1000)
  return last
}

const logged = (body: Operation): Write => ({
  into: 'operation',
  put: { id: body.id, login: body.by, seq: next(), body, state: 'waiting' },
})

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

/** Begins a record; it is kept with its first keystroke. */
export function begin(task: string, inspection: string, login: string): Draft {
  const now = new Date().toISOString()
  return {
    record: newId(),
    task,
    inspection,
    login,
    began_at: now,
    changed_at: now,
    fields: {},
    logged: {},
  }
}

/** Keeps a draft as it stands. */
export function keep(draft: Draft): Promise<void> {
  draft.changed_at = new Date().toISOString()
  return write({ into: 'draft', put: plain(draft) })
}

/** Makes an operation of what changed since the last one; whether there was anything. */
export async function enter(draft: Draft): Promise<boolean> {
  const changed = Object.entries(draft.fields).filter(
    ([name, value]) =>
      !same(draft.logged[name]?.value ?? null, value ?? null) &&
      !(value === '' && !draft.logged[name]),
  )
  if (changed.length === 0) return false
  const operation: Operation = {
    id: newId(),
    kind: 'record',
    task: draft.task,
    record: draft.record,
    by: draft.login,
    at: new Date().toISOString(),
    set: plain(Object.fromEntries(changed)),
    base: Object.fromEntries(
      changed.map(([name]) => [name, draft.logged[name] ? [draft.logged[name].operation] : []]),
    ),
  }
  for (const [name, value] of changed) {
    draft.logged[name] = { value: plain(value), operation: operation.id }
  }
  await write({ into: 'draft', put: plain(draft) }, logged(operation))
  return true
}

/** Makes operations of all drafts: what is in a form is never left behind. */
export async function enterAll(login: string): Promise<void> {
  for (const draft of await all('draft')) {
    if (draft.login === login) await enter(draft)
  }
}

/** Keeps a photo and says that it was taken. */
export async function addPhoto(
  draft: Draft,
  file: Blob,
  face: string,
  where: { lon: number; lat: number; accuracy_m: number } | null,
  direction: number | null,
): Promise<KeptPhoto> {
  const bytes = await file.arrayBuffer()
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
  const sha256 = [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  const taken_at = new Date().toISOString()
  const photo: KeptPhoto = {
    id: newId(),
    login: draft.login,
    task: draft.task,
    record: draft.record,
    face,
    sha256,
    bytes: bytes.byteLength,
    taken_at,
    blob: new Blob([bytes], { type: file.type }),
    thumb: await smaller(file),
    upload: null,
    attachment: null,
    file_operation: null,
  }
  const operation: Operation = {
    id: newId(),
    kind: 'photo',
    task: draft.task,
    record: draft.record,
    by: draft.login,
    at: taken_at,
    photo: photo.id,
    sha256,
    bytes: photo.bytes,
    face,
    taken_at,
    ...(where ?? {}),
    ...(direction === null ? {} : { direction_deg: direction }),
  }
  await write({ into: 'photo', put: photo }, logged(operation))
  return photo
}

/** Says that a photo's file has come to the service; saying it twice is saying it once. */
export async function fileCame(photo: KeptPhoto, attachment: string): Promise<KeptPhoto> {
  const operation: Operation = {
    id: newId(),
    kind: 'photo_file',
    task: photo.task,
    record: photo.record,
    by: photo.login,
    at: new Date().toISOString(),
    photo: photo.id,
    sha256: photo.sha256,
    attachment,
  }
  const changed = { ...photo, attachment, file_operation: operation.id }
  await write({ into: 'photo', put: changed }, logged(operation))
  return changed
}

/** What is still on this phone, of everybody who works with it. */
export interface Remaining {
  operations: Logged[]
  photos: KeptPhoto[]
  quarantined: Logged[]
  bytes: number
}

export async function remaining(): Promise<Remaining> {
  const operations = (await all('operation')).sort((a, b) => a.seq - b.seq)
  const photos = (await all('photo')).filter(({ blob }) => blob !== null)
  return {
    operations: operations.filter(({ state }) => state === 'waiting' || state === 'send_again'),
    photos,
    quarantined: operations.filter(({ state }) => state === 'quarantined'),
    bytes: photos.reduce((sum, { bytes }) => sum + bytes, 0),
  }
}

/** Everything in the log as a file, for when nothing else helps: operations, and photos as text. */
export async function asFile(): Promise<Blob> {
  const base64 = async (blob: Blob): Promise<string> => {
    const bytes = new Uint8Array(await blob.arrayBuffer())
    let text = ''
    for (let at = 0; at < bytes.length; at += 0x8000) {
      text += String.fromCharCode(...bytes.subarray(at, at + 0x8000))
    }
    return btoa(text)
  }
  const parts: BlobPart[] = []
  const line = (value: unknown) => parts.push(`${JSON.stringify(value)}\n`)
  line({ format: 'mingjie-field-log', version: 1, at: new Date().toISOString() })
  line({ device: await setting('device') })
  const operations = (await all('operation')).sort((a, b) => a.seq - b.seq)
  for (const { body, state } of operations) line({ operation: body, state })
  for (const draft of await all('draft')) line({ draft })
  // One after the other: photos are large, and a phone is small.
  for (const { id } of await all('photo')) {
    const photo = await read('photo', id)
    if (!photo?.blob) continue
    const { blob, ...told } = photo
    line({ photo: { ...told, thumb: undefined }, base64: await base64(blob) })
  }
  return new Blob(parts, { type: 'application/x-ndjson' })
}
