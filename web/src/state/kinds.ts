/** The kinds and their fields, as the service describes them: labels, units, choices. */
import { shallowRef, watch } from 'vue'
import { connection, Problem } from '../api/client'
import { kinds as askKinds } from '../api/register'
import type { Field, Kind, KindDescription, Properties, Value } from '../api/types'
import { regionWords } from './regions'
import { day, labelOf, number } from '../lang'

const REGION_FIELDS = new Set(['region_code', 'parent_code', 'left_code', 'right_code'])

const described = shallowRef<ReadonlyMap<Kind, KindDescription>>(new Map())

async function load(): Promise<void> {
  if (described.value.size > 0) return
  try {
    const answer = await askKinds()
    described.value = new Map(answer.kinds.map((kind) => [kind.kind, kind]))
  } catch (error) {
    // The banner says it; `recovered` brings us back here.
    if (!(error instanceof Problem)) throw error
  }
}

watch(
  () => connection.recovered,
  () => void load(),
  { immediate: true },
)

export function kindLabel(kind: Kind): string {
  const found = described.value.get(kind)
  return found ? labelOf(found.label) : ''
}

/** What whoever changes such features needs. */
export const editAct = (kind: Kind): string => described.value.get(kind)?.edit_act ?? ''

export const fieldsOf = (kind: Kind): readonly Field[] => described.value.get(kind)?.fields ?? []

/** A value in the reader's words: the choice's label, the date, the number with its unit. */
export function inWords(field: Field, value: Value): string {
  if (value === null || value === '') return ''
  const choice = field.choices?.find((one) => one.value === value)
  if (choice) return labelOf(choice.label)
  if (REGION_FIELDS.has(field.name)) return regionWords(String(value))
  if (field.type === 'date' && typeof value === 'string') return day(value)
  const text = typeof value === 'number' ? number(value) : String(value)
  return field.unit ? `${text} ${field.unit}` : text
}

/** One field of a feature in words, or nothing. */
export function wordsOf(properties: Properties, name: string): string {
  const field = fieldsOf(properties.kind).find((one) => one.name === name)
  return field ? inWords(field, properties[name] ?? null) : ''
}

/** 桂亭路124号; the road stands on the plate, the region above it goes without saying. */
function plateWords(p: Properties): string {
  const number = String(p['number'] ?? '')
  const whole = /\d$/.test(number) ? `${number}号` : number
  return `${p['road_name'] ?? ''}${whole}`
}

/** What to call a feature in a list or a title. */
export function nameOf({ properties }: { properties: Properties }): string {
  if (properties.name) return properties.name
  if (properties.kind === 'doorplate') return plateWords(properties)
  for (const field of ['number', 'code']) {
    const value = properties[field]
    if (value) return String(value)
  }
  return ''
}
