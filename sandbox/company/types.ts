/**
 * One company's marketing and sales, in the shape both sandboxes are seeded from and the sales player acts out.
 * E-mails are trimmed and lower-cased on reading (as HubSpot does); everything else is as written, messy on purpose.
 * Instants are epoch milliseconds; blank cells are null.
 */
export interface CompanyData {
  /** Shown to people: "Built-in company" or the folder's name. */
  readonly name: string
  readonly currency: string
  readonly owners: readonly OwnerRow[]
  readonly companies: readonly CompanyRow[]
  readonly campaigns: readonly CampaignRow[]
  readonly contacts: readonly ContactRow[]
  readonly existingLeads: readonly ExistingLeadRow[]
  readonly existingContacts: readonly ExistingContactRow[]
  readonly replay: readonly ReplayRow[]
}

export interface OwnerRow {
  readonly email: string
  readonly name: string
  readonly role: 'rep' | 'manager'
  readonly managerEmail: string | null
  readonly region: string | null
}

export interface CompanyRow {
  readonly name: string
  readonly domain: string | null
  readonly industry: string | null
  readonly annualRevenue: string | null
  readonly numberOfEmployees: string | null
  readonly country: string | null
  readonly foundedYear: string | null
}

export interface CampaignRow {
  readonly name: string
  /** HubSpot source such as PAID_SOCIAL. */
  readonly channel: string
  readonly currency: string
  /** Decimal string, major units. */
  readonly spend: string
  readonly startOn: string | null
  readonly endOn: string | null
}

/** A visit before the one by which a contact is known. */
export interface EarlierVisit {
  readonly at: number
  readonly channel: string
  readonly campaign: string
}

export interface ContactRow {
  readonly email: string
  readonly firstName: string | null
  readonly lastName: string | null
  readonly phone: string | null
  readonly jobTitle: string | null
  readonly company: string | null
  readonly companyDomain: string | null
  readonly country: string | null
  readonly marketable: boolean
  readonly lifecycleStage: string
  readonly createdAt: number
  readonly becameMqlAt: number | null
  readonly campaign: string | null
  readonly source: string | null
  /** Oldest first; absent: `campaign` and `source` are the first there was. */
  readonly earlier?: readonly EarlierVisit[]
}

export interface ExistingLeadRow {
  readonly email: string
  readonly firstName: string | null
  readonly lastName: string
  readonly company: string
  readonly status: string
  readonly ownerEmail: string
}

export interface ExistingContactRow {
  readonly email: string
  readonly firstName: string | null
  readonly lastName: string
  readonly account: string
  readonly ownerEmail: string
}

/** What sales did with one buyer. */
export interface ReplayRow {
  readonly email: string
  readonly repEmail: string
  readonly firstActivityAt: number | null
  readonly activityType: 'call' | 'email' | 'meeting' | null
  readonly outcome: 'won' | 'lost' | 'open' | 'untouched'
  readonly opportunityName: string | null
  /** Decimal string, major units. */
  readonly amount: string | null
  readonly opportunityCreatedAt: number | null
  readonly closedAt: number | null
  readonly lostReason: string | null
  /** The HubSpot stage that a marketer sets instead of sales converting the lead; only the built-in company uses it. */
  readonly opensByStage?: boolean
}
