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

export interface ApiUsage {
  readonly calls: number
  /** By a stable name such as "POST /crm/objects/{v}/contacts/batch/read". */
  readonly byEndpoint: Readonly<Record<string, number>>
  readonly rateLimited: number
}
