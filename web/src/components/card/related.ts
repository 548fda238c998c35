/** What a feature belongs to and what belongs to it: data, so that a new tie is a line here. */
import { list } from '../../api/register'
import type { Feature, Kind, Properties } from '../../api/types'
import type { MessageKey } from '../../lang/zh-CN'

interface Tie {
  from: Kind
  title: MessageKey
  to: Kind
  /** The other's field, and the values here that it must have. */
  field: string
  values: (p: Properties) => unknown[]
  limit: number
}

const codes = (value: unknown) => String(value ?? '').split('|')

const TIES: readonly Tie[] = [
  {
    from: 'doorplate',
    title: 'related.road',
    to: 'road',
    field: 'source_id',
    values: (p) => [p['road_source_id']],
    limit: 1,
  },
  {
    from: 'road',
    title: 'related.doorplates',
    to: 'doorplate',
    field: 'road_source_id',
    values: (p) => [p['source_id']],
    limit: 50,
  },
  {
    from: 'boundary_marker',
    title: 'related.line',
    to: 'boundary_line',
    field: 'code',
    values: (p) => codes(p['line_code']),
    limit: 1,
  },
  {
    from: 'boundary_line',
    title: 'related.sides',
    to: 'region',
    field: 'code',
    values: (p) => [p['left_code'], p['right_code']],
    limit: 1,
  },
  {
    from: 'boundary_line',
    title: 'related.markers',
    to: 'boundary_marker',
    field: 'line_code',
    values: (p) => [p['code']],
    limit: 50,
  },
  {
    from: 'plot',
    title: 'related.cemetery',
    to: 'cemetery',
    field: 'source_id',
    values: (p) => [p['cemetery_source_id']],
    limit: 1,
  },
  {
    from: 'cemetery',
    title: 'related.plots',
    to: 'plot',
    field: 'cemetery_source_id',
    values: (p) => [p['source_id']],
    limit: 50,
  },
  {
    from: 'region',
    title: 'related.parent',
    to: 'region',
    field: 'code',
    values: (p) => [p['parent_code']],
    limit: 1,
  },
  {
    from: 'region',
    title: 'related.children',
    to: 'region',
    field: 'parent_code',
    values: (p) => [p['code']],
    limit: 50,
  },
]

const IN_REGION: readonly Kind[] = ['place', 'road', 'doorplate', 'cemetery']

export interface Related {
  title: MessageKey
  features: Feature[]
  /** How many are listed at most; more there may be. */
  limit: number
}

async function follow(tie: Tie, p: Properties, signal: AbortSignal): Promise<Related> {
  const values = tie
    .values(p)
    .filter((value) => value !== null && value !== undefined && value !== '')
  const pages = await Promise.all(
    values.map((value) => list(tie.to, { [tie.field]: String(value) }, tie.limit, signal)),
  )
  return { title: tie.title, features: pages.flatMap((page) => page.features), limit: tie.limit }
}

/** Everything related to the feature; empty ties are left out. */
export async function relatedTo(
  { properties: p }: Feature,
  signal: AbortSignal,
): Promise<Related[]> {
  const ties = TIES.filter((tie) => tie.from === p.kind)
  const region: Tie = {
    from: p.kind,
    title: 'related.region',
    to: 'region',
    field: 'code',
    values: ({ region_code }) => [region_code],
    limit: 1,
  }
  if (IN_REGION.includes(p.kind)) ties.push(region)
  const found = await Promise.all(ties.map((tie) => follow(tie, p, signal)))
  return found.filter(({ features }) => features.length > 0)
}
