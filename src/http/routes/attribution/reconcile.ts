import { reconcileReports } from '#app/reconcile-credits.ts'
import { readReconcileContract } from '../../contract/attribution.ts'
import { toReconcile } from '../../present/attribution.ts'
import { connectionRoute } from '../../route.ts'

export const readReconcile = connectionRoute(readReconcileContract, async ({ scope }) =>
  toReconcile(await reconcileReports(scope), scope.connection.currency, scope.config.attribution),
)
