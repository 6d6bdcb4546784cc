import { Button, Table } from '@mantine/core'
import { useState } from 'react'
import type { AttributionReportReply } from '#http/contract/attribution.ts'
import { readReconcileContract } from '#http/contract/attribution.ts'
import { useRead } from '../../api/use-api.ts'
import { AlertIcon, CheckIcon } from '../../components/icons.tsx'
import { Money } from '../../components/money.tsx'
import { ProblemNotice } from '../../components/problem-notice.tsx'
import { When } from '../../components/when.tsx'
import { countOf } from '../../format/numbers.ts'
import { useConnection } from '../../shell/use-connection.ts'
import { dealPath } from './addresses.ts'
import classes from './attribution.module.css'
import { PlaceLink } from './place-link.tsx'

/** Whether rows make up what was counted without any model; and, when asked, deal by deal under every model. */
export function AddsUp({ report }: { readonly report: AttributionReportReply }) {
  const [asked, setAsked] = useState(false)
  const { basis, pending, addsUp } = report
  return (
    <div>
      <p className={classes['basis']}>
        {addsUp ? (
          <span className={classes['good']}>
            <CheckIcon size={16} /> This adds up: rows and Unattributed are the total, to the cent.
          </span>
        ) : pending > 0 ? (
          <span>Shares of {countOf(pending, 'deal')} are still being computed: look again in a minute.</span>
        ) : (
          <span className={classes['bad']}>
            <AlertIcon size={16} /> Rows do not make up what was counted. Check every deal.
          </span>
        )}
        <span>
          As of <When at={basis.asOf} />
          {basis.changedSince ? '; something came in since, newer figures are being made' : ''}.
        </span>
        <Button size="compact-xs" variant="default" onClick={() => setAsked(true)}>
          Check every deal
        </Button>
      </p>
      {asked ? <EveryDeal /> : null}
    </div>
  )
}

function EveryDeal() {
  const connection = useConnection()
  const { data, error, refetch, isFetching } = useRead(readReconcileContract)
  if (error !== null) return <ProblemNotice error={error} onRetry={() => void refetch()} />
  if (data === undefined) return <p className={classes['quiet']}>Every deal is being added up under every model…</p>
  const { currency } = data
  return (
    <section aria-label="Every deal under every model" aria-busy={isFetching}>
      <p className={classes['basis']}>
        {data.addsUp ? (
          <span className={classes['good']}>
            <CheckIcon size={16} /> {countOf(data.won, 'won deal')} and everything taken back since are worth{' '}
            <Money minor={data.revenueMinor} currency={currency} exact />, and so are their shares under every model.
          </span>
        ) : (
          <span className={classes['bad']}>
            <AlertIcon size={16} /> Something does not add up.
          </span>
        )}
        {data.pending > 0 ? <span>{countOf(data.pending, 'deal')} still to be computed.</span> : null}
        {data.people === null ? null : (
          <span>
            {data.people.received} of {data.people.sent} people sent to sales arrived, {data.people.listed} are listed
            with a reason, {data.people.unexplained} unexplained (<When at={data.people.checkedAt} />
            ).
          </span>
        )}
      </p>
      <Table.ScrollContainer minWidth={420}>
        <Table verticalSpacing={4} aria-label="Shares under every model">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Model</Table.Th>
              <Table.Th ta="right">To touches</Table.Th>
              <Table.Th ta="right">Unattributed</Table.Th>
              <Table.Th ta="right">Off by</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {data.models.map((model) => (
              <Table.Tr key={model.model}>
                <Table.Td>{model.title}</Table.Td>
                <Table.Td ta="right">
                  <Money minor={model.creditedMinor} currency={currency} exact />
                </Table.Td>
                <Table.Td ta="right">
                  <Money minor={model.unattributedMinor} currency={currency} exact />
                </Table.Td>
                <Table.Td ta="right">
                  <Money minor={model.differenceMinor} currency={currency} exact />
                  {model.differing.map((deal) => (
                    <span key={deal}>
                      {' '}
                      <PlaceLink to={dealPath(connection, deal)}>{deal}</PlaceLink>
                    </span>
                  ))}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </section>
  )
}
