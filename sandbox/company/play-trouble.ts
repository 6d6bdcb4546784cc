import { findBuyers } from './play/buyers.ts'
import { connectHubSpot } from './play/hubspot-client.ts'
import { connectSalesforce } from './play/salesforce-client.ts'
import type { SalesPlay } from './play-sales.ts'
import type { ContactRow } from './types.ts'

/** New titles, one a person, as a form with check boxes writes them. */
const TITLES = ['Managing Director;Board member', 'Head of Procurement;Buyer', 'COO;CFO'] as const
const DISAGREED = 2

/** What an administrator of Salesforce switches on one day: forms with check boxes fill a property with "COO;CFO". */
export const ONE_ROLE_ONLY = {
  name: 'One_Role_Only',
  object: 'Lead',
  condition: "Title LIKE '%;%'",
  whenChanged: ['Title'],
  errorField: 'Title',
  message: 'Title holds one role: leave out what follows the ";".',
} as const

export interface TroubleReport {
  /** E-mails of people whose new title `ONE_ROLE_ONLY` refuses. */
  readonly refused: readonly string[]
  /** E-mails of people who have a new phone number in each CRM, and another one. */
  readonly disagreed: readonly string[]
}

/**
 * What sooner or later happens in every pair of accounts: values that a rule of the other side refuses, and one field that both
 * sides changed. Of people whose leads nobody has answered, in the order of the replay; those who have no such value are passed over.
 * The rule has to be there before. A second time it changes the same people to the same values.
 * @throws SalesPlayerError, one line.
 */
export async function playTrouble(play: SalesPlay): Promise<TroubleReport> {
  const salesforce = await connectSalesforce(play.salesforce)
  const hubspot = connectHubSpot(play.hubspot)
  const waiting = play.company.replay.filter((row) => row.outcome === 'untouched' && row.opensByStage !== true)
  const buyers = await findBuyers(
    salesforce,
    waiting.map((row) => row.email),
  )
  const contacts = new Map(play.company.contacts.map((contact) => [contact.email, contact]))
  const people = waiting.flatMap(({ email }) => {
    const [contact, buyer] = [contacts.get(email), buyers.get(email)]
    return contact !== undefined && buyer?.kind === 'lead' ? [{ contact, leadId: buyer.leadId }] : []
  })
  const titled = people.filter(({ contact }) => contact.jobTitle !== null).slice(0, TITLES.length)
  const called = people.filter((one) => one.contact.phone !== null && !titled.includes(one)).slice(0, DISAGREED)
  await hubspot.update(titled.map(({ contact }, at) => [contact.email, { jobtitle: TITLES[at] ?? TITLES[0] }]))
  // At once, so that Tandem does not carry the one over before the other is there.
  await Promise.all([
    hubspot.update(called.map(({ contact }, at) => [contact.email, { phone: `+1 212 555 015${at}` }])),
    salesforce.update(
      'Lead',
      called.map(({ leadId }, at) => ({ Id: leadId, Phone: `+1 646 555 017${at}` })),
    ),
  ])
  return { refused: titled.map(emailOf), disagreed: called.map(emailOf) }
}

const emailOf = ({ contact }: { readonly contact: ContactRow }): string => contact.email
