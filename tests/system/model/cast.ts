import { marketer, seller } from '#support/crm-users.ts'
import type { Dice } from './dice.ts'
import { dice } from './dice.ts'
import type { Stage } from './stage.ts'

/** Somebody whom the model made up, and what may be expected of them at the end. */
export interface Person {
  readonly name: string
  email: string
  contactId: string
  /** Was a marketing contact of a stage that is handed over. */
  qualified: boolean
  /** Deleted, merged or ambiguous from the start: only that nobody is doubled can be said. */
  shaky: boolean
  archived: boolean
  readonly marketable: boolean
}

/** A company that the model made: the ids of where it began. */
export interface Company {
  readonly domain: string
  readonly companyId: string | null
  readonly accountId: string | null
}

/** A task that somebody set about a person. */
export interface SetTask {
  readonly side: 'hubspot' | 'salesforce'
  readonly id: string
  readonly person: Person
  /** No other has it. */
  subject: string
}

export interface Cast {
  readonly stage: Stage
  readonly dice: Dice
  readonly marketing: ReturnType<typeof marketer>
  readonly sales: ReturnType<typeof seller>
  readonly people: Person[]
  readonly companies: Company[]
  readonly tasks: SetTask[]
  /** What was done, in order, with the names of whom it concerned. */
  readonly history: string[]
}

export function castOf(stage: Stage, seed: number): Cast {
  return {
    stage,
    dice: dice(seed),
    marketing: marketer(stage.box),
    sales: seller(stage.box),
    people: [],
    companies: [],
    tasks: [],
    history: [],
  }
}

/** What becomes of a step, in a few words; null when nobody was there for it. */
export type Step = (cast: Cast) => Promise<string | null>

let serial = 0
/** Never the same twice. */
export const newValue = (): string => `v${(serial += 1)}`

export const present = (cast: Cast): readonly Person[] => cast.people.filter((person) => !person.archived)

/** A step of somebody who is there. */
export const withPerson =
  (work: (cast: Cast, person: Person) => Promise<string | null>): Step =>
  async (cast) => {
    const there = present(cast)
    return there.length === 0 ? null : work(cast, cast.dice.oneOf(there))
  }

/** Whom Tandem says the person is in Salesforce; null while it says nobody, or somebody who is gone. */
export async function recordOf({ marketing, sales }: Cast, { contactId }: Person) {
  const shown = (await marketing.call('GET', `objects/contacts/${contactId}?properties=tandem_salesforce_id`)) as {
    readonly properties: Readonly<Record<string, string | null>>
  }
  const id = shown.properties['tandem_salesforce_id'] ?? null
  if (id === null) return null
  const object = id.startsWith('00Q') ? ('Lead' as const) : ('Contact' as const)
  const rows = await sales.query(
    object === 'Lead'
      ? `SELECT Id, OwnerId FROM Lead WHERE Id = '${id}' AND IsConverted = false`
      : `SELECT Id, OwnerId, AccountId FROM Contact WHERE Id = '${id}'`,
  )
  const [row] = rows
  return row === undefined ? null : { object, id, row }
}
