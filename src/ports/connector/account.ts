export interface RemoteAccount {
  readonly id: string
  readonly name: string
  /** ISO 4217 code of the account. */
  readonly currency: string
  /** IANA zone. */
  readonly timeZone: string
  /** The user the credential acts as, where the platform has one (Salesforce): its doings are never a person's. */
  readonly userId?: string
}

export interface RemoteOwner {
  /** HubSpot owner id, Salesforce user id. */
  readonly id: string
  /** Lower case; a Salesforce sandbox's ".invalid" suffix is already gone. Null for owners without an address. */
  readonly email: string | null
  readonly name: string
  readonly active: boolean
  /** Who leads them, as an id of the same platform; null: nobody is named, or the platform has no such thing (HubSpot). */
  readonly managerId: string | null
}

/** A Salesforce queue: owns records for a group of people until one of them takes them. */
export interface RemoteQueue {
  readonly id: string
  readonly developerName: string
  readonly name: string
  /** Objects whose records it may own, such as Lead. */
  readonly objects: readonly string[]
}

export interface QueueSource {
  queues(): Promise<readonly RemoteQueue[]>
}

export interface AssignmentRuleSource {
  /** Id of the active assignment rule for Leads; null: none is active. One call in ten minutes. */
  assignmentRule(): Promise<string | null>
}

/** How a connector signs its calls. Holds nothing secret, and nothing is called for it. */
export interface AccessWay {
  /** `token`: a HubSpot service key or app token. The others sign in to Salesforce for a token that lasts hours. */
  readonly credential: 'token' | 'client-credentials' | 'jwt'
  /** The environment variable that holds the secret. */
  readonly variable: string
  /** Where calls go. */
  readonly address: string
  readonly apiVersion: string
}

export const RIGHTS = ['read', 'create', 'edit'] as const
export type Right = (typeof RIGHTS)[number]

/** What a credential may do with one kind of records, as far as Tandem needs it. */
export interface RemoteRight {
  /** The platform's own name: a scope of HubSpot, an object of Salesforce. */
  readonly name: string
  readonly label: string
  /** What goes without it, for people; null: nothing works without it. */
  readonly onlyFor: string | null
  readonly needs: readonly Right[]
  readonly missing: readonly Right[]
  /** The platform's words where it refused; null: it did not, or says nothing more. */
  readonly why: string | null
}

/** The user that the credential acts as. */
export interface RemoteUser {
  readonly id: string
  readonly name: string
  readonly login: string
  readonly profile: string | null
  readonly permissionSets: readonly string[]
}

export interface RemoteAccess {
  readonly account: RemoteAccount
  /** Null: the credential acts for the account and not as a person (HubSpot). */
  readonly user: RemoteUser | null
  readonly rights: readonly RemoteRight[]
  /** How far the platform's clock is ahead of ours, in milliseconds, to the second; null: it did not tell. */
  readonly clockAheadMs: number | null
}

/** Who a credential is and what it may do. */
export interface AccessSource {
  readonly way: AccessWay
  /**
   * Asks the platform, with a few small reads. A right that is refused is in the answer. Writing is not tried: HubSpot, which tells
   * rights only by refusing, is asked for reading alone. @throws RemoteError when the credential itself is refused.
   */
  access(): Promise<RemoteAccess>
}

export interface ApiUsage {
  readonly calls: number
  /** By a stable name such as "POST /crm/objects/{v}/contacts/batch/read". */
  readonly byEndpoint: Readonly<Record<string, number>>
  readonly rateLimited: number
}
