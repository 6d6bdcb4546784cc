import type { CampaignRow, CompanyData, CompanyRow, ContactRow, EarlierVisit } from '../company/types.ts'
import { refreshCounts } from './model/association-counts.ts'
import { addEdge } from './model/associations.ts'
import { createCampaign } from './model/campaigns/campaigns.ts'
import type { Portal } from './model/portal.ts'
import { nextSerial, storeOf } from './model/portal.ts'
import type { ObjectStore } from './model/store.ts'
import { addRecord, findByUnique } from './model/store.ts'
import { plainNumber } from './model/values.ts'
import { setCurrency } from './schema/index.ts'
import type { ChangeSource, CrmRecord, PropertyVersion } from './state.ts'
import { isoInstant } from './time.ts'

const imported: ChangeSource = { type: 'IMPORT', id: '0' }
const analytics: ChangeSource = { type: 'ANALYTICS', id: 'ContactAnalyticsDetailsUpdateWorker' }

/** Rows of an import that carry the same modification date. More than a page, so that paging by date alone never ends. */
const rowsPerStamp = 450

/** Fills a portal with a company's marketing, with the instants of its past. */
export function seedPortal(portal: Portal, company: CompanyData): void {
  setCurrency(portal.state, company.currency)
  for (const owner of company.owners) {
    if (portal.state.owners.some(({ email }) => email === owner.email.toLowerCase())) continue
    const [firstName = '', ...rest] = owner.name.split(' ')
    const id = nextSerial(portal)
    const at = portal.clock.now()
    portal.state.owners.push({
      id: String(600_000_000 + id),
      userId: 52_000_000 + id,
      email: owner.email.toLowerCase(),
      firstName,
      lastName: rest.join(' '),
      archived: false,
      createdAt: at,
      updatedAt: at,
    })
  }
  for (const row of company.campaigns) seedCampaign(portal, row)
  const companyStore = storeOf(portal, 'companies')
  const byName = new Map<string, CrmRecord>()
  const stampCompany = stamps(portal, company.companies.length)
  for (const [at, row] of company.companies.entries()) {
    const record = seedCompany(companyStore, row, stampCompany(at))
    byName.set(row.name.toLowerCase(), record)
  }
  const contactStore = storeOf(portal, 'contacts')
  const stampContact = stamps(portal, company.contacts.length)
  const touched = new Set<CrmRecord>()
  for (const [at, row] of company.contacts.entries()) {
    // A second row with the same address is the same person: an import does not double them.
    if (row.email !== '' && findByUnique(contactStore, 'email', row.email) !== undefined) continue
    const contact = seedContact(contactStore, row, stampContact(at))
    const employer = byName.get((row.company ?? '').toLowerCase())
    if (employer === undefined) continue
    joinCompany(contact, employer)
    touched.add(employer)
  }
  for (const record of touched) refreshCounts(portal, record, companyStore)
}

/** Blocks of rows share one instant; the last block is stamped now. */
function stamps(portal: Portal, rows: number): (index: number) => number {
  const now = portal.clock.now()
  const blocks = Math.ceil(rows / rowsPerStamp)
  return (index) => now - (blocks - 1 - Math.floor(index / rowsPerStamp)) * 25
}

function seedCampaign(portal: Portal, row: CampaignRow): void {
  const campaign = createCampaign(portal, {
    hs_name: row.name,
    hs_currency_code: row.currency,
    ...(row.startOn === null ? {} : { hs_start_date: row.startOn }),
    ...(row.endOn === null ? {} : { hs_end_date: row.endOn }),
  })
  const at = portal.clock.now()
  campaign.spend.push({
    id: String(nextSerial(portal)),
    name: `${row.channel} spend`,
    amount: plainNumber(row.spend) ?? '0',
    order: 0,
    description: null,
    createdAt: at,
    updatedAt: at,
  })
}

function seedCompany(store: ObjectStore, row: CompanyRow, updatedAt: number): CrmRecord {
  const record = newRecord(store, updatedAt, updatedAt, {
    name: row.name,
    domain: row.domain,
    industry: row.industry === null ? null : industryNamed(store, row.industry),
    annualrevenue: plainNumber(row.annualRevenue ?? ''),
    numberofemployees: plainNumber(row.numberOfEmployees ?? ''),
    country: row.country,
    founded_year: row.foundedYear,
  })
  addRecord(store, record)
  return record
}

/** The option a text stands for; who imports other industries has made options of them before. */
function industryNamed(store: ObjectStore, text: string): string {
  const options = store.properties.get('industry')?.options ?? []
  const known = options.find(({ value, label }) => value === text || label.toLowerCase() === text.toLowerCase())
  if (known !== undefined || text === '') return known?.value ?? ''
  options.push({ value: text, label: text, displayOrder: options.length, hidden: false })
  return text
}

function seedContact(store: ObjectStore, row: ContactRow, updatedAt: number): CrmRecord {
  const lastTouchAt = row.becameMqlAt ?? row.createdAt
  const stageAt = row.lifecycleStage === 'marketingqualifiedlead' ? lastTouchAt : row.createdAt
  const created = isoInstant(row.createdAt)
  const lastTouch = lastTouchAt === row.createdAt ? created : isoInstant(lastTouchAt)
  const visits = [...(row.earlier ?? []), { at: lastTouchAt, channel: row.source, campaign: row.campaign }]
  const [first] = visits
  const record = newRecord(store, row.createdAt, updatedAt, {
    email: row.email,
    firstname: row.firstName,
    lastname: row.lastName,
    phone: row.phone,
    jobtitle: row.jobTitle,
    company: row.company,
    country: row.country,
    hs_email_domain: row.email.split('@')[1] ?? null,
    hs_marketable_status: String(row.marketable),
    hs_marketable_until_renewal: 'false',
    lifecyclestage: row.lifecycleStage,
    [`hs_v2_date_entered_${row.lifecycleStage}`]:
      row.lifecycleStage === '' ? null : stageAt === lastTouchAt ? lastTouch : created,
    ...(row.becameMqlAt === null ? {} : { hs_v2_date_entered_marketingqualifiedlead: lastTouch }),
    hs_analytics_source: first?.channel ?? null,
    hs_analytics_source_data_1: first?.campaign ?? null,
    hs_analytics_first_timestamp: created,
    hs_analytics_first_touch_converting_campaign: first?.campaign ?? null,
    hs_analytics_last_touch_converting_campaign: row.campaign,
    hs_latest_source: row.source,
    hs_latest_source_data_1: row.campaign,
    hs_latest_source_timestamp: row.source === null ? null : lastTouch,
  })
  /** `before`: values that it had at earlier visits. */
  const past = (name: string, at: number, source: ChangeSource, before: readonly PropertyVersion[] = []) => {
    const value = record.values[name]
    const versions = value === undefined ? before : [...before, { value, at, source }]
    if (versions.length > 0) record.history[name] = [...versions]
  }
  const seen = (of: (visit: EarlierVisit) => string): readonly PropertyVersion[] =>
    (row.earlier ?? []).map((visit) => ({ value: of(visit), at: visit.at, source: analytics }))
  past('lifecyclestage', stageAt, imported)
  past('hs_analytics_source', row.createdAt, analytics)
  past('hs_analytics_first_touch_converting_campaign', row.createdAt, analytics)
  const campaigns = seen(({ campaign }) => campaign)
  past('hs_analytics_last_touch_converting_campaign', lastTouchAt, analytics, campaigns)
  if (campaigns.length > 0) past('hs_latest_source_data_1', lastTouchAt, analytics, campaigns)
  past(
    'hs_latest_source',
    lastTouchAt,
    analytics,
    seen(({ channel }) => channel),
  )
  past(
    'hs_latest_source_timestamp',
    lastTouchAt,
    analytics,
    seen(({ at }) => isoInstant(at)),
  )
  addRecord(store, record)
  return record
}

function newRecord(
  store: ObjectStore,
  createdAt: number,
  updatedAt: number,
  values: Readonly<Record<string, string | null>>,
): CrmRecord {
  store.state.lastId += 1
  const kept: Record<string, string> = {
    hs_object_source: imported.type,
    hs_object_source_id: imported.id,
    hs_object_source_label: imported.type,
  }
  for (const [name, value] of Object.entries(values)) if (value !== null && value !== '') kept[name] = value
  return {
    id: store.state.lastId,
    createdAt,
    updatedAt,
    archivedAt: null,
    values: kept,
    history: {},
    links: {},
    source: imported,
  }
}

/** The only company of a contact is its primary one: types 279 and 1, seen back 280 and 2. */
function joinCompany(contact: CrmRecord, company: CrmRecord): void {
  for (const typeId of [279, 1]) addEdge(contact, '0-2', company.id, typeId)
  for (const typeId of [280, 2]) addEdge(company, '0-1', contact.id, typeId)
  contact.values['associatedcompanyid'] = String(company.id)
}
