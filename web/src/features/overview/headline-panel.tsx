import { Skeleton } from '@mantine/core'
import type { Overview } from '#http/contract/overview.ts'
import type { Today } from '#http/contract/today.ts'
import { AlertIcon, CheckIcon, ClockIcon, PauseIcon } from '../../components/icons.tsx'
import { When } from '../../components/when.tsx'
import { countOf, formatCount } from '../../format/numbers.ts'
import { headlineOf, salesLine, type Headline } from './headline.ts'
import classes from './headline-panel.module.css'
import { PageLink } from '../../components/page-link.tsx'

const ICON: Readonly<Record<Headline['tone'], typeof CheckIcon>> = {
  well: CheckIcon,
  busy: ClockIcon,
  attention: AlertIcon,
  stopped: PauseIcon,
}

/** Is everything all right, on the way between the CRMs and in sales; and the facts that say so. */
export function HeadlinePanel(props: {
  readonly overview: Overview
  /** undefined: still to come, or `failed`. */
  readonly needs: Today['needs'] | undefined
  readonly failed: boolean
}) {
  const { overview, needs } = props
  const { tone, title, detail, more } = headlineOf(overview)
  const sales = needs === undefined ? null : salesLine(needs)
  // The worse of the two colours the panel: nothing green stands above leads that nobody answers.
  const worst = tone === 'well' && sales !== null ? sales.tone : tone
  const Icon = ICON[worst]
  return (
    <section className={classes['panel']} data-tone={worst} aria-label="State of sync and sales">
      <div className={classes['headline']} role="status">
        <span className={classes['icon']}>
          <Icon size={26} />
        </span>
        <div>
          <h1 className={classes['title']}>{title}</h1>
          <p className={classes['detail']}>
            {detail}
            {more === undefined ? null : (
              <>
                {' '}
                <PageLink page={more.page} search={more.search}>
                  {more.words}
                </PageLink>
              </>
            )}
          </p>
          {sales === null ? (
            props.failed ? null : (
              <Skeleton height={16} width={180} mt={8} />
            )
          ) : (
            <p className={classes['sales']} data-tone={sales.tone}>
              <PageLink page="leads" search={sales.tone === 'well' ? {} : { view: 'breached', whose: 'all' }}>
                {sales.words}
              </PageLink>
            </p>
          )}
        </div>
      </div>
      <Facts overview={overview} />
    </section>
  )
}

function Facts({ overview }: { readonly overview: Overview }) {
  const { connection, health, generatedAt } = overview
  return (
    <dl className={classes['facts']}>
      <div>
        <dt>Connection</dt>
        <dd>
          <PageLink page="settings">{connection.name}</PageLink>
        </dd>
        <dd className={classes['small']}>{connection.state === 'active' ? 'Active' : 'Paused'}</dd>
      </div>
      <div>
        <dt>Last sync</dt>
        <dd>{health.lastSyncAt === null ? 'Not yet' : <When at={health.lastSyncAt} now={generatedAt} />}</dd>
        <dd className={classes['small']}>
          <PageLink page="changes">{countOf(health.journalRows, 'change')}</PageLink> written
        </dd>
      </div>
      <div>
        <dt>Waiting</dt>
        <dd>
          <PageLink page="jobs">{countOf(health.inbox.total, 'change')}</PageLink>
        </dd>
        <dd className={classes['small']}>
          {health.inbox.oldestAt === null ? (
            'No lag'
          ) : (
            <>
              oldest from <When at={health.inbox.oldestAt} now={generatedAt} />
            </>
          )}
        </dd>
      </div>
      <div>
        <dt>API calls since the start</dt>
        <dd>
          <PageLink page="jobs" search={{ tab: 'budget' }}>
            {formatCount(health.apiCalls.hubspot + health.apiCalls.salesforce)}
          </PageLink>
        </dd>
        <dd className={classes['small']}>
          HubSpot {formatCount(health.apiCalls.hubspot)}, Salesforce {formatCount(health.apiCalls.salesforce)}
        </dd>
      </div>
    </dl>
  )
}
