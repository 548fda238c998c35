/** A list of names being checked together: it outlives the page, for a list is long work. */
import { reactive, shallowReactive } from 'vue'
import { isAborted, Problem } from '../api/client'
import { checkedTable, checkList } from '../api/names'
import type { ListAnswer } from '../api/nameTypes'
import { reverse, tileJson } from '../api/register'
import { ownRegion } from './session'

export const list = shallowReactive({
  /** What the answer is about: the file's name, or nothing for what was pasted. */
  title: '',
  answer: null as ListAnswer | null,
  problem: null as Problem | null,
  isRunning: false,
})

/** What names of the list have that do not say it themselves. */
export const defaults = reactive({ category: '', region_code: '' })

/** Without a region nothing can be compared: the reader's own, or the county that the map lies in. */
export async function beginWithRegion(): Promise<void> {
  if (defaults.region_code) return
  defaults.region_code = ownRegion()
  if (defaults.region_code) return
  try {
    const { bounds } = await tileJson()
    if (!bounds) return
    const [west, south, east, north] = bounds
    const [lon, lat] = [(west + east) / 2, (south + north) / 2]
    const county = (await reverse(lon, lat)).regions.find(({ level }) => level === 'county')
    defaults.region_code ||= county?.code ?? ''
  } catch (error) {
    // Then it is chosen by hand.
    if (!(error instanceof Problem)) throw error
  }
}

export const pasted = reactive({ text: '' })

/** The list as it is sent: rows of the answer, and of the table to keep, are its lines. */
let source: Blob | null = null
let running: AbortController | undefined

const TYPES: Readonly<Record<string, string>> = {
  csv: 'text/csv',
  txt: 'text/plain',
  tsv: 'text/tab-separated-values',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  xls: 'application/vnd.ms-excel',
}

export const FILE_ENDINGS = Object.keys(TYPES).map((ending) => `.${ending}`)

function typeOf(name: string): string {
  return TYPES[name.split('.').pop()?.toLowerCase() ?? ''] ?? 'text/csv'
}

export function checkFile(file: File): Promise<void> {
  source = new Blob([file], { type: typeOf(file.name) })
  list.title = file.name
  return recheck()
}

/** A column of names from anywhere, or a table with heads as a spreadsheet copies it. */
export function checkText(text: string): Promise<void> {
  const type = text.includes('\t') ? 'text/tab-separated-values' : 'text/csv'
  source = new Blob([text], { type })
  list.title = ''
  return recheck()
}

/** Asks again, with the defaults as they are now. */
export async function recheck(): Promise<void> {
  if (!source) return
  running?.abort()
  const mine = (running = new AbortController())
  Object.assign(list, { isRunning: true, problem: null })
  try {
    list.answer = await checkList(source, { ...defaults }, mine.signal)
  } catch (error) {
    if (isAborted(error)) return
    if (!(error instanceof Problem)) throw error
    Object.assign(list, { answer: null, problem: error })
  }
  if (running === mine) list.isRunning = false
}

/** The findings as a table to keep. */
export async function table(format: 'csv' | 'xlsx'): Promise<Blob | null> {
  return source ? checkedTable(source, { ...defaults, format }) : null
}

export function forget(): void {
  running?.abort()
  source = null
  Object.assign(list, { answer: null, problem: null, title: '', isRunning: false })
}
