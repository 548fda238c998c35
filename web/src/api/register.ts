/** The register's questions, one function each. */
import { get, post, send } from './client'
import type {
  Feature,
  FeatureCollection,
  Kind,
  KindDescription,
  NameDraft,
  NameReport,
  Reverse,
  SearchHit,
  TileJson,
  Version,
} from './types'

const BASE = '/api/v1'

export const kinds = () => get<{ kinds: KindDescription[] }>(`${BASE}/kinds`)

export const tileJson = () => get<TileJson>('/tiles.json')

/** `id` is a uuid, or `fid:<number>` as tiles have it. */
export const feature = (kind: Kind, id: string, signal?: AbortSignal) =>
  get<Feature>(`${BASE}/${kind}/${id}`, {}, signal)

export const history = (kind: Kind, id: string, signal?: AbortSignal) =>
  get<{ versions: Version[] }>(`${BASE}/${kind}/${id}/history`, {}, signal)

/** Makes a feature what it was: a new version. */
export const revert = (feature: Feature, version: number, reason: string) => {
  const { kind, version: read } = feature.properties
  const path = `${BASE}/${kind}/${feature.id}/revert`
  return send('POST', path, { version, reason }, { 'If-Match': `"${read}"` })
}

/** Features of a kind whose field has that value. */
export const list = (
  kind: Kind,
  where: Record<string, string>,
  limit: number,
  signal?: AbortSignal,
) => get<FeatureCollection>(`${BASE}/${kind}`, { ...where, limit }, signal)

export const reverse = (lon: number, lat: number, signal?: AbortSignal) =>
  get<Reverse>(`${BASE}/reverse`, { lon: lon.toFixed(7), lat: lat.toFixed(7) }, signal)

export const search = (q: string, near: string | undefined, limit: number, signal?: AbortSignal) =>
  get<{ results: SearchHit[] }>(`${BASE}/search`, { q, near, limit }, signal)

/** The name in roman letters. */
export const romanize = (name: string, category: string, signal?: AbortSignal) =>
  get<{ pinyin: string }>(`${BASE}/names/romanize`, { name, category }, signal)

export const checkName = (draft: NameDraft, signal?: AbortSignal) =>
  post<NameReport>(`${BASE}/names/check`, draft, signal)
