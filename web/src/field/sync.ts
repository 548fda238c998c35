/**
 * Sending what is on this phone. Nothing is taken away before its receipt is here; a break anywhere,
 * also of the browser, leaves everything so that beginning again is right. An expired sign-in stops it
 * and says so; after signing in it goes on where it was.
 */
import { reactive } from 'vue'
import { get, post, Problem, send } from '../api/client'
import { loadSession, session } from '../state/session'
import { all, read, set, setting, write, type KeptPhoto, type Logged, type Write } from './database'
import { enterAll, fileCame, newId, remaining } from './log'
import type { Receipt } from './types'

/** Operations sent at once. */
const BATCH = 100
const PIECE = 256 * 1024

export const sending = reactive({
  state: 'idle' as 'idle' | 'running' | 'sign_in' | 'no_network' | 'failed' | 'done',
  /** Bytes of photos that have gone, of those that were here when it began. */
  sent: 0,
  total: 0,
  message: '',
  /** When the service last answered for everything. */
  done_at: '',
})

interface Device {
  id: string
  name: string
}

async function device(): Promise<Device> {
  const kept = await setting<Device>('device')
  if (kept) return kept
  const platform = /\(([^)]+)\)/.exec(navigator.userAgent)?.[1] ?? navigator.platform
  const made = { id: newId(), name: platform.slice(0, 60) }
  await set('device', made)
  return made
}

/** Receipts into the log, all of a batch at once. */
async function enterReceipts(sent: Logged[], receipts: Receipt[]): Promise<void> {
  const writes: Write[] = []
  for (const [nth, own] of sent.entries()) {
    const receipt = receipts[nth]
    if (!receipt) continue
    if (receipt.status === 'send_file') {
      // The service no longer has the file: the photo is brought once more.
      const photo = (await all('photo')).find(({ file_operation }) => file_operation === own.id)
      writes.push({ into: 'operation', drop: own.id })
      if (photo) {
        const again = { ...photo, upload: null, attachment: null, file_operation: null }
        writes.push({ into: 'photo', put: again })
      }
      continue
    }
    writes.push({
      into: 'operation',
      put: { ...own, state: receipt.status, reasons: receipt.reasons },
    })
    if (own.body.kind === 'photo_file' && receipt.status === 'applied') {
      const photo = await read('photo', String(own.body['photo']))
      // The record is there, the file is there, the receipt is here: only now may the bytes go.
      if (photo) writes.push({ into: 'photo', put: { ...photo, blob: null } })
    }
  }
  await write(...writes)
}

async function sendOperations(login: string): Promise<void> {
  for (;;) {
    const left = await remaining()
    const own = left.operations.filter((one) => one.login === login)
    const batch = own.slice(0, BATCH)
    const told = {
      ...(await device()),
      pending_operations: left.operations.length - batch.length,
      pending_photos: left.photos.length,
      pending_bytes: left.bytes,
    }
    const operations = batch.map(({ body }) => body)
    const answer = await post<{ receipts: Receipt[] }>('/api/v1/sync', { device: told, operations })
    await enterReceipts(batch, answer.receipts)
    const isStuck = answer.receipts.every(({ status }) => status === 'send_again')
    if (own.length <= BATCH || isStuck) return
  }
}

interface Upload {
  id: string
  received: number
  size: number
  attachment_id: string | null
}

/** Where the upload of a photo stands: the one under way, or a new one where that is gone. */
async function uploadOf(photo: KeptPhoto): Promise<Upload> {
  if (photo.upload) {
    try {
      return await get<Upload>(`/api/v1/uploads/${photo.upload}`)
    } catch (error) {
      if (!(error instanceof Problem) || error.status !== 404) throw error
    }
  }
  const begun = await post<Upload>('/api/v1/uploads', {
    name: `${photo.face || 'photo'}.jpg`,
    size: photo.bytes,
    sha256: photo.sha256,
  })
  photo.upload = begun.id
  await write({ into: 'photo', put: { ...photo } })
  return begun
}

/** Brings the bytes of a photo, from where they stand; the attachment that they became. */
async function bring(photo: KeptPhoto): Promise<string> {
  const upload = await uploadOf(photo)
  if (upload.attachment_id) return upload.attachment_id
  const blob = photo.blob
  if (!blob) throw new Error('no bytes')
  let at = upload.received
  sending.sent += at
  for (;;) {
    const piece = blob.slice(at, at + PIECE)
    const answer = await send('PATCH', `/api/v1/uploads/${upload.id}`, piece, {
      'Content-Type': 'application/offset+octet-stream',
      'Upload-Offset': String(at),
    })
    sending.sent += piece.size
    if (answer.status === 200) return ((await answer.json()) as { id: string }).id
    at += piece.size
  }
}

async function sendPhotos(login: string): Promise<void> {
  const waiting = (await remaining()).photos.filter((photo) => photo.login === login)
  sending.sent = 0
  sending.total = waiting.reduce((sum, { bytes }) => sum + bytes, 0)
  for (const { id } of waiting) {
    const photo = await read('photo', id)
    if (!photo?.blob || photo.file_operation) continue
    try {
      await fileCame(photo, await bring(photo))
    } catch (error) {
      // One photo that the service does not take holds up no other.
      const isRefused = error instanceof Problem && [400, 413, 415, 422].includes(error.status)
      if (!isRefused) throw error
      sending.message = error.body.detail ?? error.body.title
    }
  }
}

let running = false

/** Sends everything of whoever is signed in. */
export async function syncNow(): Promise<void> {
  if (running) return
  running = true
  Object.assign(sending, { state: 'running', message: '', sent: 0, total: 0 })
  try {
    await loadSession()
    if (!session.signedIn) {
      sending.state = navigator.onLine && session.isKnown ? 'sign_in' : 'no_network'
      return
    }
    await set('me', { login: session.login, name: session.name })
    await enterAll(session.login)
    await sendOperations(session.login)
    await sendPhotos(session.login)
    await sendOperations(session.login)
    sending.done_at = new Date().toISOString()
    await set('synced', sending.done_at)
    sending.state = sending.message ? 'failed' : 'done'
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    if (error.status === 401) sending.state = 'sign_in'
    else if (error.status === 0 || error.status >= 500) sending.state = 'no_network'
    else {
      sending.state = 'failed'
      sending.message = error.body.detail ?? error.body.title
    }
  } finally {
    running = false
  }
}
