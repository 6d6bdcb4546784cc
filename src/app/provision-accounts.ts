import { RemoteError } from '#domain/errors.ts'
import { type Side, SIDES } from '#domain/ids.ts'
import { HUBSPOT_FIELDS, SALESFORCE_FIELDS } from '#domain/objects/own-field.ts'
import type { Provisioner, ProvisionStep } from '#ports/connector/provision.ts'

export interface Provisioned {
  readonly hubspot: readonly ProvisionStep[]
  readonly salesforce: readonly ProvisionStep[]
}

const FIELDS = { hubspot: HUBSPOT_FIELDS, salesforce: SALESFORCE_FIELDS } as const

/** Objects of a side that have fields of Tandem's own. */
export const provisionedObjects = (side: Side): readonly string[] => [
  ...new Set(FIELDS[side].map(({ object }) => object)),
]

/** Shows (`plan`) or makes (`apply`) the properties and fields the sync needs in both accounts. Repeating it makes nothing twice. */
export async function provisionAccounts(
  provisioners: { readonly hubspot: Provisioner; readonly salesforce: Provisioner },
  mode: 'plan' | 'apply',
  progress?: (step: ProvisionStep) => void,
): Promise<Provisioned> {
  return {
    hubspot: await provisionAccount(provisioners.hubspot, mode, progress),
    salesforce: await provisionAccount(provisioners.salesforce, mode, progress),
  }
}

/** The same for one of them. */
export const provisionAccount = (
  provisioner: Provisioner,
  mode: 'plan' | 'apply',
  progress?: (step: ProvisionStep) => void,
): Promise<readonly ProvisionStep[]> =>
  mode === 'plan' ? provisioner.plan(FIELDS[provisioner.side]) : provisioner.apply(FIELDS[provisioner.side], progress)

/** Or why the account does not let it be seen. */
export type SideLooked = { readonly steps: readonly ProvisionStep[] } | { readonly refused: RemoteError }

/** What is there and what is missing, each side for itself: an account that refuses hides nothing of the other. */
export async function lookForMissing(
  provisioners: Readonly<Record<Side, Provisioner>>,
): Promise<Readonly<Record<Side, SideLooked>>> {
  const looked = await Promise.all(
    SIDES.map(async (side): Promise<readonly [Side, SideLooked]> => {
      try {
        return [side, { steps: await provisionAccount(provisioners[side], 'plan') }]
      } catch (error) {
        if (!(error instanceof RemoteError)) throw error
        return [side, { refused: error }]
      }
    }),
  )
  return Object.fromEntries(looked) as Record<Side, SideLooked>
}
