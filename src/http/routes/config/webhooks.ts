import { webhookComponent } from '#app/webhook-subscriptions.ts'
import { readConfigWebhooksContract } from '../../contract/config-webhooks.ts'
import { HttpError } from '../../problem.ts'
import { connectionRoute } from '../../route.ts'
import { draftScope } from '../handover/draft-scope.ts'

export const readConfigWebhooks = connectionRoute(readConfigWebhooksContract, async ({ scope, deps, body }) => {
  const publicUrl = body.publicUrl ?? deps.listening.publicUrl
  if (publicUrl === null)
    throw new HttpError({
      status: 422,
      code: 'NO_PUBLIC_URL',
      message: 'Nobody has said at which address HubSpot reaches this Tandem.',
      remedy: 'Give it as `publicUrl`, or set TANDEM_PUBLIC_URL.',
    })
  const { uid, type, config } = webhookComponent(draftScope(deps, scope, body.document).config, publicUrl)
  const { crmObjects, legacyCrmObjects, hubEvents } = config.subscriptions
  return {
    uid,
    type,
    config: {
      settings: config.settings,
      subscriptions: {
        crmObjects: [...crmObjects],
        legacyCrmObjects: [...legacyCrmObjects],
        hubEvents: [...hubEvents],
      },
    },
  }
})
