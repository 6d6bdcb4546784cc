import { company, DAY, MINUTE, MONDAY_TEN, mql } from '#support/company.ts'
import { startSmallWorld, type SmallWorld } from './small-world.ts'

const RULE = 'No_Bakers'
/** Salesforce knows her by another address; phone and family name are the same. */
export const ALIKE = {
  FirstName: 'Anna',
  LastName: 'Schmidt',
  Company: 'Elsewhere',
  Phone: '+49 30 901820',
  Email: 'old@elsewhere.example',
}

export interface TroubledWorld extends SmallWorld {
  /** Two changes that a rule of Salesforce refuses, until it is gone. */
  readonly park: () => Promise<void>
  readonly dropRule: () => Promise<void>
  /** One field that both sides changed. */
  readonly disagree: () => Promise<void>
  /** A contact who may be the person of a Lead. */
  readonly appearTwice: () => Promise<void>
}

/** A company with everything that waits for a person, once it is asked for: parked records, a conflict, a suggested match. */
export async function startTroubledWorld(): Promise<TroubledWorld> {
  const recent = (name: string, over: Parameters<typeof mql>[1] = {}) =>
    mql(name, { becameMqlAt: MONDAY_TEN - MINUTE, createdAt: MONDAY_TEN - DAY, ...over })
  const world = await startSmallWorld(company({ contacts: ['dora', 'emil', 'fritz'].map((name) => recent(name)) }), {
    document: {
      matching: { suggestions: 'list' },
      fields: { 'contact-lead': [{ hubspot: 'jobtitle', salesforce: 'Title', rule: 'manual' }] },
    },
    before: async ({ sales }) => void (await sales.create('Lead', ALIKE)),
  })
  const { box, marketing, sales, quiet } = world
  /** What an administrator of Salesforce does in its setup. */
  const rule = async (body: object): Promise<void> => {
    const answer = await fetch(`${box.salesforce.url}/__sandbox/validation-rules`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    if (!answer.ok) throw new Error(await answer.text())
  }
  const leadOf = (name: string) => sales.one(`SELECT Id FROM Lead WHERE Email = '${name}@buyers.example'`)
  return {
    ...world,
    park: async () => {
      await rule({ name: RULE, object: 'Lead', condition: "Title = 'Baker'", message: 'We do not sell to bakers.' })
      box.clock.advance(MINUTE)
      for (const name of ['dora', 'emil']) await marketing.edit(`${name}@buyers.example`, { jobtitle: 'Baker' })
      await quiet()
    },
    dropRule: () => rule({ name: RULE, remove: true }),
    disagree: async () => {
      box.clock.advance(MINUTE)
      await marketing.edit('fritz@buyers.example', { jobtitle: 'Head of Bread' })
      await sales.update('Lead', (await leadOf('fritz'))['Id'], { Title: 'Head of Cake' })
      await quiet()
    },
    appearTwice: async () => {
      box.clock.advance(MINUTE)
      const newcomer = recent('newcomer', { firstName: 'Anna', lastName: 'Schmidt', phone: '+4930901820' })
      box.hubspot.sandbox.seed(company({ contacts: [newcomer], owners: [], campaigns: [] }))
      await quiet()
    },
  }
}
