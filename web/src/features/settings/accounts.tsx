import { Button, Group } from '@mantine/core'
import { readAccountsContract, testAccountsContract } from '#http/contract/accounts.ts'
import { useAction, useRead } from '../../api/use-api.ts'
import { PageLoading } from '../../components/page-loading.tsx'
import { ProblemNotice } from '../../components/problem-notice.tsx'
import { useMay } from '../../shell/use-session.ts'
import { AccountCard } from './account-card.tsx'
import { standingOf } from './account-words.ts'
import classes from './connection-tab.module.css'

const LOOK_AGAIN_MS = 60_000

/** Both CRMs side by side, each as Tandem is signed in there. */
export function Accounts() {
  const { data, error, refetch } = useRead(readAccountsContract, {}, { everyMs: LOOK_AGAIN_MS })
  const mayTest = useMay('operate')
  const test = useAction(testAccountsContract, {
    done: ({ hubspot, salesforce }) =>
      `HubSpot: ${standingOf(hubspot).words.toLowerCase()}. Salesforce: ${standingOf(salesforce).words.toLowerCase()}.`,
  })
  if (data === undefined)
    return error === null ? <PageLoading /> : <ProblemNotice error={error} onRetry={() => void refetch()} />
  return (
    <section aria-labelledby="accounts">
      <Group justify="space-between" mb="sm">
        <h2 id="accounts" className={classes['section']}>
          The two CRMs
        </h2>
        {mayTest ? (
          <Button size="sm" variant="default" loading={test.isPending} onClick={() => test.mutate({})}>
            Test now
          </Button>
        ) : null}
      </Group>
      <div className={classes['cards']}>
        <AccountCard crm="HubSpot" account={data.hubspot} />
        <AccountCard crm="Salesforce" account={data.salesforce} />
      </div>
    </section>
  )
}
