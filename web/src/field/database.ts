/**
 * What the phone keeps: packs and tiles, the log of operations, photos, drafts. Everything is written
 * before anything is said to be done, and nothing is taken away before the service has said that it
 * has it.
 */
import { toRaw } from 'vue'
import type { FieldPack, Operation, Receipt } from './types'

/** An operation in the log. */
export interface Logged {
  id: string
  login: string
  /** In the order in which they were made. */
  seq: number
  body: Operation
  /** `waiting` until there is a receipt; then what the receipt says. */
  state: 'waiting' | Receipt['status']
  reasons?: Receipt['reasons']
}

/** A photo whose bytes are here until the service has them. */
export interface KeptPhoto {
  id: string
  login: string
  task: string
  record: string
  face: string
  sha256: string
  bytes: number
  taken_at: string
  /** The bytes; gone once the service has them and its receipt is here. */
  blob: Blob | null
  thumb: Blob
  /** The upload under way. */
  upload: string | null
  attachment: string | null
  /** The operation that gives the file to the record. */
  file_operation: string | null
}

/** A record as it is being filled in. */
export interface Draft {
  record: string
  task: string
  inspection: string
  login: string
  began_at: string
  changed_at: string
  fields: Record<string, unknown>
  /** What of it is in the log: the value of each field, and the operation that set it. */
  logged: Record<string, { value: unknown; operation: string }>
}

export interface KeptPack {
  id: string
  tag: string
  at: string
  body: FieldPack
}

interface KeptTile {
  id: string
  tag: string
  bytes: ArrayBuffer
}

interface Shapes {
  pack: KeptPack
  tile: KeptTile
  operation: Logged
  photo: KeptPhoto
  draft: Draft
  setting: { id: string; value: unknown }
}

const KEYS: Record<keyof Shapes, string> = {
  pack: 'id',
  tile: 'id',
  operation: 'id',
  photo: 'id',
  draft: 'record',
  setting: 'id',
}

let opened: Promise<IDBDatabase> | undefined

function open(): Promise<IDBDatabase> {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open('mingjie-field', 1)
    request.onupgradeneeded = () => {
      for (const [name, keyPath] of Object.entries(KEYS)) {
        request.result.createObjectStore(name, { keyPath })
      }
    }
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error ?? new Error('IndexedDB'))
  })
  return opened
}

function settled(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve()
    const failed = () => reject(transaction.error ?? new Error('IndexedDB'))
    transaction.onerror = failed
    transaction.onabort = failed
  })
}

function answered<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error ?? new Error('IndexedDB'))
  })
}

type Name = keyof Shapes

/** One thing to be written. */
export type Write = { [N in Name]: { into: N; put: Shapes[N] } | { into: N; drop: string } }[Name]

/** The same without what pages wrap around it to follow it, which no database takes. */
export function plain<T>(value: T): T {
  const own: unknown = toRaw(value)
  if (Array.isArray(own)) return own.map(plain) as T
  if (own && Object.getPrototypeOf(own) === Object.prototype) {
    return Object.fromEntries(Object.entries(own).map(([name, part]) => [name, plain(part)])) as T
  }
  return own as T
}

/** Writes all of it or nothing; once it is done it is on the disk. */
export async function write(...writes: Write[]): Promise<void> {
  if (writes.length === 0) return
  const database = await open()
  const names = [...new Set(writes.map(({ into }) => into))]
  // Tiles may be fetched again; everything else is here alone.
  const durability = names.every((name) => name === 'tile') ? 'relaxed' : 'strict'
  const transaction = database.transaction(names, 'readwrite', { durability })
  const done = settled(transaction)
  for (const one of writes) {
    const store = transaction.objectStore(one.into)
    if ('put' in one) store.put(plain(one.put))
    else store.delete(one.drop)
  }
  await done
}

export async function read<N extends Name>(from: N, id: string): Promise<Shapes[N] | undefined> {
  const database = await open()
  return answered(database.transaction(from).objectStore(from).get(id)) as Promise<
    Shapes[N] | undefined
  >
}

export async function all<N extends Name>(from: N): Promise<Shapes[N][]> {
  const database = await open()
  return answered(database.transaction(from).objectStore(from).getAll()) as Promise<Shapes[N][]>
}

export async function keys(from: Name): Promise<string[]> {
  const database = await open()
  return answered(database.transaction(from).objectStore(from).getAllKeys()) as Promise<string[]>
}

export async function setting<T>(id: string): Promise<T | undefined> {
  return (await read('setting', id))?.value as T | undefined
}

export const set = (id: string, value: unknown): Promise<void> =>
  write({ into: 'setting', put: { id, value } })
