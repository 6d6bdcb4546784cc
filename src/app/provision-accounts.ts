import { HUBSPOT_FIELDS, SALESFORCE_FIELDS } from '#domain/objects/own-field.ts'
import type { Provisioner, ProvisionStep } from '#ports/connector/provision.ts'

export interface Provisioned {
  readonly hubspot: readonly ProvisionStep[]
  readonly salesforce: readonly ProvisionStep[]
}

/** Shows (`plan`) or makes (`apply`) the properties and fields the sync needs in both accounts. Repeating it makes nothing twice. */
export async function provisionAccounts(
  provisioners: { readonly hubspot: Provisioner; readonly salesforce: Provisioner },
  mode: 'plan' | 'apply',
  progress?: (step: ProvisionStep) => void,
): Promise<Provisioned> {
  const run = (provisioner: Provisioner, fields: typeof HUBSPOT_FIELDS): Promise<readonly ProvisionStep[]> =>
    mode === 'plan' ? provisioner.plan(fields) : provisioner.apply(fields, progress)
  return {
    hubspot: await run(provisioners.hubspot, HUBSPOT_FIELDS),
    salesforce: await run(provisioners.salesforce, SALESFORCE_FIELDS),
  }
}
