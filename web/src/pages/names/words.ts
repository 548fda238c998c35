/** The naming desk's words for what the service names by code. */
import { t } from '../../lang'
import type { MessageKey } from '../../lang/zh-CN'

/** The service's own words for what is wrong with a name, and ours that explain them. */
const FINDING_CATEGORIES: Readonly<Record<string, MessageKey>> = {
  大: 'finding.grand',
  洋: 'finding.foreign',
  怪: 'finding.odd',
  重: 'finding.duplicate',
  通名: 'finding.generic',
  名实: 'finding.truth',
  体例: 'finding.form',
  程序: 'finding.file',
}

export const FINDING_WORDS = Object.keys(FINDING_CATEGORIES)

/** 大 · 刻意夸大 */
export function categoryWords(word: string): string {
  const key = FINDING_CATEGORIES[word]
  return key ? `${word} · ${t(key)}` : word
}

/** What a finding was found in: how to name it to the service, and what follows once it is overruled. */
export interface Judged {
  body: () => object
  done: () => void
}
