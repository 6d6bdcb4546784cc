import { Anchor } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { Today } from '#http/contract/today.ts'
import { AlertIcon, CheckIcon, ClockIcon } from '../../components/icons.tsx'
import { Panel } from '../../components/panel.tsx'
import { When } from '../../components/when.tsx'
import { useConnection } from '../../shell/use-connection.ts'
import { needsOf } from './needs.ts'
import classes from './needs-panel.module.css'

/** What needs a person, each with the way to where it is done. */
export function NeedsPanel({ today }: { readonly today: Today }) {
  const connection = useConnection()
  const needs = needsOf(today)
  const at = (page: string): string => `/c/${encodeURIComponent(connection)}/${page}`
  const { config } = today
  return (
    <Panel
      title="What needs you"
      {...(config === null
        ? {}
        : {
            note: (
              <>
                Mapping version {config.version} by {config.author}, <When at={config.at} />
                {config.comment === '' ? '.' : `: ${config.comment}.`}
              </>
            ),
          })}
    >
      {needs.length === 0 ? (
        <p className={classes['nothing']}>
          <CheckIcon size={18} /> Nothing waits for you.
        </p>
      ) : (
        <ul className={classes['needs']}>
          {needs.map(({ words, why, page, search, tone }) => (
            <li key={words} data-tone={tone}>
              <span className={classes['icon']}>
                {tone === 'bad' ? <AlertIcon size={18} /> : <ClockIcon size={18} />}
              </span>
              <span>
                <Anchor component={Link} to={at(page)} search={search as never} fw={600}>
                  {words}
                </Anchor>
                <br />
                <span className={classes['why']}>{why}</span>
              </span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  )
}
