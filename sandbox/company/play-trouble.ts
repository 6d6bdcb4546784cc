import { findBuyers } from './play/buyers.ts'
import { connectHubSpot } from './play/hubspot-client.ts'
import { connectSalesforce } from './play/salesforce-client.ts'
import type { SalesforceClient } from './play/salesforce-client.ts'
import type { SalesPlay } from './play-sales.ts'
import type { CompanyData, ContactRow } from './types.ts'

/** New titles, one a person, as a form with check boxes writes them. */
const TITLES = ['Managing Director;Board member', 'Head of Procurement;Buyer', 'COO;CFO'] as const
const DISAGREED = 2
const TYPED_IN = 1

/** What an administrator of Salesforce switches on one day: forms with check boxes fill a property with "COO;CFO". */
export const ONE_ROLE_ONLY = {
  name: 'One_Role_Only',
  object: 'Lead',
  condition: "Title LIKE '%;%'",
  whenChanged: ['Title'],
  errorField: 'Title',
  message: 'Title holds one role: leave out what follows the ";".',
} as const

export interface TroublePlan {
  /** Whose new title `ONE_ROLE_ONLY` refuses. */
  readonly titled: readonly ContactRow[]
  /** Whose phone number gets a new value in each CRM. */
  readonly called: readonly ContactRow[]
  /** Of whom sales types in a second lead. */
  readonly twice: readonly ContactRow[]
}

/**
 * Who gets into trouble: people whose leads nobody has answered, in the order of the replay, nobody twice. Pure.
 * @param isLead whether somebody, by e-mail, is a lead in Salesforce.
 */
export function planTrouble(company: CompanyData, isLead: (email: string) => boolean): TroublePlan {
  const contacts = new Map(company.contacts.map((contact) => [contact.email, contact]))
  const people = waitingOf(company).flatMap((email) => {
    const contact = contacts.get(email)
    return contact !== undefined && isLead(email) ? [contact] : []
  })
  const wereThere = new Set(company.existingLeads.map(({ email }) => email))
  const chosen = new Set<ContactRow>()
  const choose = (count: number, fits: (contact: ContactRow) => boolean): readonly ContactRow[] => {
    const some = people.filter((one) => !chosen.has(one) && fits(one)).slice(0, count)
    for (const one of some) chosen.add(one)
    return some
  }
  return {
    titled: choose(TITLES.length, ({ jobTitle }) => jobTitle !== null),
    called: choose(DISAGREED, ({ phone }) => phone !== null),
    // A number as people write it at home tells nothing without a country, so the employer has to.
    twice: choose(
      TYPED_IN,
      ({ email, company: employer, lastName }) => employer !== null && lastName !== null && !wereThere.has(email),
    ),
  }
}

/** A visiting card as a rep types it in: another address than the one that HubSpot knows. */
export const cardOf = ({ email, firstName, lastName, company, phone }: ContactRow) => ({
  FirstName: firstName,
  LastName: lastName,
  Company: company,
  Phone: phone,
  Email: `${email.split('@')[0] ?? ''}@home.example`,
})

/**
 * What sooner or later happens in every pair of accounts: values that a rule of the other side refuses, one field that both
 * sides changed, and somebody who is typed in again. The rule has to be there before. A second time it changes the same people
 * to the same values, unless somebody became a contact meanwhile.
 * @throws SalesPlayerError, one line.
 */
export async function playTrouble(play: SalesPlay): Promise<TroublePlan> {
  const salesforce = await connectSalesforce(play.salesforce)
  const hubspot = connectHubSpot(play.hubspot)
  const buyers = await findBuyers(salesforce, waitingOf(play.company))
  const leadOf = (email: string) => {
    const buyer = buyers.get(email)
    return buyer?.kind === 'lead' ? buyer : null
  }
  const plan = planTrouble(play.company, (email) => leadOf(email) !== null)
  await hubspot.update(plan.titled.map(({ email }, at) => [email, { jobtitle: TITLES[at] ?? '' }]))
  await Promise.all([
    hubspot.update(plan.called.map(({ email }, at) => [email, { phone: `+1 212 555 015${at}` }])),
    salesforce.update(
      'Lead',
      plan.called.map(({ email }, at) => ({ Id: leadOf(email)?.leadId, Phone: `+1 646 555 017${at}` })),
    ),
  ])
  await typeIn(
    salesforce,
    plan.twice.map((contact) => ({ ...cardOf(contact), OwnerId: leadOf(contact.email)?.ownerId })),
  )
  return plan
}

const waitingOf = ({ replay }: CompanyData): readonly string[] =>
  replay.flatMap(({ email, outcome, opensByStage }) =>
    outcome === 'untouched' && opensByStage !== true ? [email] : [],
  )

/** Cards that are not there yet. */
async function typeIn(
  salesforce: SalesforceClient,
  cards: readonly (ReturnType<typeof cardOf> & { readonly OwnerId: string | undefined })[],
): Promise<void> {
  const there = await salesforce.queryIn(
    'SELECT Email FROM Lead WHERE Email IN ({list})',
    cards.map(({ Email }) => Email),
  )
  const known = new Set(there.map((row) => row['Email']))
  await salesforce.create(
    'Lead',
    cards.filter(({ Email }) => !known.has(Email)),
  )
}
