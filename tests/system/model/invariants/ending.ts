import type { RecordedExchange } from '#sandbox/core/recorder.ts'
import type { Properties, Row } from '#support/crm-users.ts'
import type { Cast } from '../cast.ts'
import { text } from './values.ts'

export interface Shown {
  readonly id: string
  readonly properties: Properties
}

interface Parked {
  readonly side: string
  readonly object: string
  readonly record_id: string
  readonly link_id: string | null
  readonly code: string
  readonly remedy: string
}

/** All that is in both CRMs and in the database after everything came to rest. */
export interface Ending {
  readonly contacts: readonly Shown[]
  readonly companies: readonly Shown[]
  readonly accounts: readonly Row[]
  readonly hubspotTasks: readonly Shown[]
  readonly salesforceTasks: readonly Row[]
  readonly leads: readonly Row[]
  readonly sfContacts: readonly Row[]
  /** Tandem's own follow-ups. */
  readonly tasks: readonly Row[]
  readonly opportunities: readonly Row[]
  readonly roles: readonly Row[]
  readonly deals: readonly (Shown & { readonly contacts: readonly string[] })[]
  readonly parked: readonly Parked[]
  readonly links: readonly Row[]
  readonly journal: readonly JournalRow[]
  readonly exchanges: readonly RecordedExchange[]
  /** Leads that Tandem made, and the Contacts they became. */
  readonly made: ReadonlySet<string>
}

export interface JournalRow {
  readonly at: string
  readonly side: string
  readonly object: string
  readonly record_id: string
  readonly link_id: string | null
  readonly action: string
  readonly changes: readonly {
    readonly field: string
    /** Absent: there was nothing. */
    readonly from?: unknown
    readonly to: unknown
    readonly rule: string
    /** Absent: the rule says it. */
    readonly because?: string
  }[]
  readonly config_version: number
}

const CONTACT_PROPERTIES = 'email,firstname,lastname,phone,jobtitle,company,country,lifecyclestage,tandem_salesforce_id'
const FIELDS = 'Id, FirstName, LastName, Email, Phone, Title, Tandem_Key__c'

export async function endingOf({ stage, sales, marketing }: Cast): Promise<Ending> {
  const listed = async (type: string, properties: string): Promise<readonly Shown[]> => {
    const found: Shown[] = []
    for (let after = ''; ;) {
      const page = (await marketing.call(
        'GET',
        `objects/${type}?limit=100&properties=${properties}${after === '' ? '' : `&after=${after}`}`,
      )) as { readonly results: Shown[]; readonly paging?: { readonly next?: { readonly after: string } } }
      found.push(...page.results)
      after = page.paging?.next?.after ?? ''
      if (after === '') return found
    }
  }
  const table = async <T>(sql: string): Promise<readonly T[]> => (await stage.db.query(sql)).rows as T[]
  return {
    contacts: await listed('contacts', CONTACT_PROPERTIES),
    companies: await listed('companies', 'name,domain,phone'),
    accounts: await sales.query('SELECT Id, Name, Website, Phone FROM Account'),
    hubspotTasks: await listed('tasks', 'hs_task_subject,hs_task_status'),
    salesforceTasks: await sales.query('SELECT Id, WhoId, Subject, Status FROM Task'),
    leads: await sales.query(`SELECT ${FIELDS}, Country, Company FROM Lead WHERE IsConverted = false`),
    sfContacts: await sales.query(`SELECT ${FIELDS}, MailingCountry FROM Contact`),
    tasks: await sales.query("SELECT Id, WhoId, Subject FROM Task WHERE Subject LIKE 'Follow up:%'"),
    opportunities: await sales.query('SELECT Id, Name, StageName, Amount FROM Opportunity'),
    roles: await sales.query('SELECT OpportunityId, ContactId FROM OpportunityContactRole'),
    deals: await marketing.deals(),
    parked: await table<Parked>('select * from app.parked where resolved_at is null'),
    links: await table<Row>('select * from app.link'),
    journal: await table<JournalRow>('select * from app.journal order by seq'),
    exchanges: await stage.exchanges(),
    made: await madeByTandem(sales),
  }
}

/** By who created them: also those whose answer never came. */
async function madeByTandem(sales: Cast['sales']): Promise<ReadonlySet<string>> {
  const [user] = await sales.query("SELECT Id FROM User WHERE Username = 'integration@tandem.example'")
  if (user === undefined) throw new Error('Tandem has another user in Salesforce')
  const leads = await sales.query(`SELECT Id, ConvertedContactId FROM Lead WHERE CreatedById = '${text(user['Id'])}'`)
  return new Set(leads.flatMap((row) => [text(row['Id']), text(row['ConvertedContactId'])]).filter((id) => id !== ''))
}

/** Is a person's contact or record waiting for somebody, with a reason? */
export function parkedOf({ parked, links }: Ending, ids: readonly unknown[]): readonly string[] {
  const linkIds = new Set(
    links
      .filter((link) => ids.includes(link['hubspot_id']) || ids.includes(link['salesforce_id']))
      .map((link) => link['id']),
  )
  return parked
    .filter((item) => ids.includes(item.record_id) || (item.link_id !== null && linkIds.has(item.link_id)))
    .map((item) => item.code)
}
