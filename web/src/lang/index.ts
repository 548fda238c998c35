/** The pages' words, in Chinese and in English; the service's own words come from the service. */
import { ref, watchEffect } from 'vue'
import type { Label } from '../api/types'
import en from './en'
import zh, { type MessageKey } from './zh-CN'

export type Lang = 'zh-CN' | 'en'

const KEPT = 'mingjie.lang'

function first(): Lang {
  const asked = new URLSearchParams(location.search).get('lang')
  const kept = localStorage.getItem(KEPT)
  for (const choice of [asked, kept]) {
    if (choice === 'en' || choice === 'zh-CN') return choice
  }
  return navigator.language.toLowerCase().startsWith('zh') ? 'zh-CN' : 'en'
}

/** The language that the reader reads. */
export const lang = ref<Lang>(first())

watchEffect(() => {
  document.documentElement.lang = lang.value
  localStorage.setItem(KEPT, lang.value)
})

/** A message, its `{marks}` filled in. */
export function t(key: MessageKey, marks: Record<string, string | number> = {}): string {
  const text = lang.value === 'en' ? en[key] : zh[key]
  return text.replace(/\{(\w+)\}/g, (mark, name: string) => String(marks[name] ?? mark))
}

/** What the service names in both languages. */
export const labelOf = (label: Label): string => label[lang.value]

/** A date as people write it: 2026年3月5日, 5 March 2026. */
export function day(text: string): string {
  const locale = lang.value === 'en' ? 'en-GB' : 'zh-CN'
  const date = new Date(text.length === 10 ? `${text}T00:00:00+08:00` : text)
  return date.toLocaleDateString(locale, {
    year: 'numeric',
    month: 'long',
    day: 'numeric',
    timeZone: 'Asia/Shanghai',
  })
}

/** A moment as people write it, in China's time. */
export function moment(text: string): string {
  const time = new Date(text).toLocaleTimeString('zh-CN', {
    hour: '2-digit',
    minute: '2-digit',
    timeZone: 'Asia/Shanghai',
  })
  return `${day(text)} ${time}`
}

/** A distance in the unit that suits it. */
export function distance(metres: number): string {
  return metres < 1000
    ? `${Math.round(metres)} m`
    : `${(metres / 1000).toFixed(metres < 9950 ? 1 : 0)} km`
}

/** Things said one after another. */
export const listed = (words: readonly string[]): string =>
  words.join(lang.value === 'en' ? ', ' : '、')

/** A number with its digits grouped. */
export function number(value: number): string {
  return value.toLocaleString(lang.value, { maximumFractionDigits: 2 })
}
