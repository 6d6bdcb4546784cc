import type { Overview } from '#http/contract/overview.ts'
import { AlertIcon, CheckIcon, ClockIcon, PauseIcon } from '../../components/icons.tsx'
import { When } from '../../components/when.tsx'
import { countOf, formatCount } from '../../format/numbers.ts'
import { headlineOf, type Headline } from './headline.ts'
import classes from './headline-panel.module.css'

const ICON: Readonly<Record<Headline['tone'], typeof CheckIcon>> = {
  well: CheckIcon,
  busy: ClockIcon,
  attention: AlertIcon,
  stopped: PauseIcon,
}

/** Is everything all right, and the facts that say so. */
export function HeadlinePanel({ overview }: { readonly overview: Overview }) {
  const { tone, title, detail } = headlineOf(overview)
  const Icon = ICON[tone]
  return (
    <section className={classes['panel']} data-tone={tone} aria-label="State of the sync">
      <div className={classes['headline']} role="status">
        <span className={classes['icon']}>
          <Icon size={26} />
        </span>
        <div>
          <h1 className={classes['title']}>{title}</h1>
          <p className={classes['detail']}>{detail}</p>
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
        <dd>{connection.name}</dd>
        <dd className={classes['small']}>{connection.state === 'active' ? 'Active' : 'Paused'}</dd>
      </div>
      <div>
        <dt>Last sync</dt>
        <dd>{health.lastSyncAt === null ? 'Not yet' : <When at={health.lastSyncAt} now={generatedAt} />}</dd>
        <dd className={classes['small']}>{countOf(health.journalRows, 'change')} written</dd>
      </div>
      <div>
        <dt>Waiting</dt>
        <dd>{countOf(health.inbox.total, 'change')}</dd>
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
        <dt>API calls</dt>
        <dd>{formatCount(health.apiCalls.hubspot + health.apiCalls.salesforce)}</dd>
        <dd className={classes['small']}>
          HubSpot {formatCount(health.apiCalls.hubspot)}, Salesforce {formatCount(health.apiCalls.salesforce)}
        </dd>
      </div>
    </dl>
  )
}
