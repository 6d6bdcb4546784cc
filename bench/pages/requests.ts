import { DIRECTIONS, sortsOf } from '#domain/order.ts'
import type { Contract } from '#http/contract/contract.ts'
import { pathOf } from '#http/contract/contract.ts'
import { BOARD_SORTS, BOARD_VIEWS } from '#http/contract/leads.ts'
import { API_ROUTES } from '#http/routes/index.ts'

/** One way to ask for something. */
export interface Asked {
  readonly name: string
  /** The filters that are set, for people; empty: none. */
  readonly how: string
  readonly path: string
  /** Rows page by page: held to the time of a list. */
  readonly isList: boolean
}

/** Ids that are there, found in the database. */
export interface Samples {
  readonly link: string
  readonly handoff: string
  readonly deal: string
  readonly match: string
  readonly conflict: { readonly link: string; readonly map: string }
}

/** What people type into a filter, by the name of the parameter. */
const TYPED: Readonly<Record<string, string>> = {
  text: 'carver',
  q: 'maya car',
  campaign: 'Campaign 7',
  pool: 'new-business',
  policy: 'hot',
  contract: 'paid-search',
  code: 'INVALID_OPTION',
  object: 'Lead',
  pair: 'contact-lead',
  map: 'jobtitle',
  field: 'jobtitle',
  rule: 'sla',
  version: '40',
  rep: '005000000000003AAA',
  who: 'maya.carver@company1.example',
  action: 'config.save',
  actor: 'user-4',
  connection: 'bench',
  hours: '168',
  compare: 'first_touch',
}
const MODELS = ['first_touch', 'linear']
/** Needed by an operation whatever else is asked. */
const NEEDED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  listCampaignDeals: { campaign: 'Campaign 7' },
  downloadCampaignDeals: { campaign: 'Campaign 7' },
  listCampaignLeads: { campaign: 'Campaign 7' },
  downloadCampaignLeads: { campaign: 'Campaign 7' },
  diffConfigVersions: { from: '1', to: '40' },
  searchRecords: { q: 'maya' },
  listTouches: { who: 'maya' },
  listCostVersions: { campaign: 'Campaign 7' },
  explainLead: { who: 'maya' },
  readRecordSync: { since: '2026-01-01T00:00:00.000Z' },
}
/** Made by a person's own doing; there is nothing to ask for. */
/** And whole tables as files, which take as long as they are. */
const LEFT_OUT = new Set([
  'readRetry',
  'listRetryRecords',
  'readProvision',
  'readProvisionRun',
  'readDecisions',
  'readConfigPreview',
  'downloadParked',
  'downloadChanges',
  'downloadLeads',
  'downloadAudit',
])

const ownPath = (contract: Contract, samples: Samples): string => {
  const values: Readonly<Record<string, string>> = {
    connection: 'bench',
    link: contract.name === 'readConflict' ? samples.conflict.link : samples.link,
    map: samples.conflict.map,
    deal: samples.deal,
    version: '12',
    pair: 'contact-lead',
    id: contract.name === 'readMatch' ? samples.match : samples.handoff,
  }
  return pathOf(contract).replaceAll(/:(\w+)/g, (_all, name: string) => encodeURIComponent(values[name] ?? ''))
}

interface Field {
  readonly name: string
  readonly options: readonly string[]
}

/** Views of the board are as different as lists are: each in each order. */
const VIEWS_SORTED = BOARD_VIEWS.flatMap((view) =>
  sortsOf(BOARD_SORTS).flatMap((sort) => DIRECTIONS.map((direction) => ({ view, sort, direction }))),
)

/** Every GET operation: plain, and with each of its filters by itself. */
export function everyRequest(samples: Samples, now: number): readonly Asked[] {
  const day = (back: number): string => new Date(now - back * 86_400_000).toISOString()
  return API_ROUTES.filter(({ contract }) => contract.method === 'GET' && !LEFT_OUT.has(contract.name)).flatMap(
    ({ contract }): readonly Asked[] => {
      const base = NEEDED[contract.name] ?? {}
      const fields = fieldsOf(contract)
      const isList = fields.some(({ name }) => name === 'limit' || name === 'cursor')
      const ask = (query: Readonly<Record<string, string>>): Asked => {
        const text = new URLSearchParams({ ...base, ...query }).toString()
        return {
          name: contract.name,
          how: Object.entries(query)
            .map(([key, value]) => `${key}=${value}`)
            .join(' '),
          path: ownPath(contract, samples) + (text === '' ? '' : `?${text}`),
          isList,
        }
      }
      const byFilter = fields.flatMap(({ name, options }): readonly Asked[] => {
        if (['cursor', 'limit', 'fresh', 'direction'].includes(name) || name in base) return []
        // Turned round it is another plan, or the same index read backwards.
        if (name === 'sort')
          return options.flatMap((sort) => ['asc', 'desc'].map((direction) => ask({ sort, direction })))
        if (name === 'model') return MODELS.map((model) => ask({ model }))
        if (name === 'from' || name === 'since') return [ask({ [name]: dateFor(contract, day(30)) })]
        if (name === 'to' || name === 'until') return []
        if (options.length > 0) return options.map((value) => ask({ [name]: value }))
        return name in TYPED ? [ask({ [name]: TYPED[name] ?? '' })] : []
      })
      return [ask({}), ...byFilter, ...(contract.name === 'listLeads' ? VIEWS_SORTED.map(ask) : [])]
    },
  )
}

/** Those that take days; others take instants. */
const DAYS = ['/attribution', '/costs', '/leads/numbers']

const dateFor = (contract: Contract, instant: string): string =>
  DAYS.some((path) => contract.path.startsWith(path)) ? instant.slice(0, 10) : instant

function fieldsOf({ query }: Contract): readonly Field[] {
  return Object.entries(query.shape).map(([name, schema]) => ({ name, options: optionsOf(schema) }))
}

interface Definition {
  readonly def: {
    readonly type: string
    readonly innerType?: Definition
    readonly entries?: Readonly<Record<string, unknown>>
  }
}

function optionsOf(schema: unknown): readonly string[] {
  let at = schema as Definition
  while (at.def.innerType !== undefined) at = at.def.innerType
  return at.def.type === 'enum' ? Object.values(at.def.entries ?? {}).map(String) : []
}
