/** Names of regions by code, asked for once each. */
import { reactive } from 'vue'
import { Problem } from '../api/client'
import { list } from '../api/register'

const names = reactive(new Map<string, string>())

async function load(code: string): Promise<void> {
  try {
    const [region] = (await list('region', { code }, 1)).features
    if (region?.properties.name) names.set(code, region.properties.name)
  } catch (error) {
    // The code alone still says which region it is.
    if (!(error instanceof Problem)) throw error
    names.delete(code)
  }
}

/** `剡湖街道 330683001`, or the code alone while its name is not known. */
export function regionWords(code: string): string {
  const name = names.get(code)
  if (name === undefined) {
    names.set(code, '')
    void load(code)
  }
  return name ? `${name} ${code}` : code
}
