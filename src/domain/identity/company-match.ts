import type { Values } from '../mapping/value.ts'
import { companyKey } from './company-name.ts'
import { registrableDomain } from './host.ts'

/**
 * Domains under which many companies have an address: the commonest mailboxes, page builders and social networks. Sharing one
 * says nothing. Domains of which every part is somebody's own (`*.github.io`) are no case of this: the public suffix list knows them.
 */
const SHARED = new Set(
  `gmail.com googlemail.com google.com yahoo.com yahoo.co.uk yahoo.co.jp yahoo.fr yahoo.de yahoo.com.br ymail.com
  rocketmail.com hotmail.com hotmail.co.uk hotmail.fr hotmail.de hotmail.it outlook.com outlook.fr outlook.de live.com
  live.co.uk live.fr live.nl msn.com aol.com icloud.com me.com mac.com gmx.de gmx.net gmx.at gmx.ch gmx.com web.de t-online.de
  freenet.de orange.fr wanadoo.fr free.fr laposte.net sfr.fr libero.it virgilio.it tiscali.it alice.it mail.ru yandex.ru
  yandex.com bk.ru list.ru inbox.ru rambler.ru qq.com 163.com 126.com sina.com foxmail.com naver.com hanmail.net daum.net
  rediffmail.com proton.me protonmail.com pm.me zoho.com fastmail.com tutanota.com hey.com mail.com email.com usa.com
  comcast.net verizon.net att.net sbcglobal.net bellsouth.net cox.net charter.net shaw.ca rogers.com sympatico.ca btinternet.com
  sky.com virginmedia.com ntlworld.com bigpond.com optusnet.com.au uol.com.br bol.com.br terra.com.br wp.pl o2.pl onet.pl
  interia.pl seznam.cz centrum.cz abv.bg ukr.net bluewin.ch telenet.be skynet.be ziggo.nl kpnmail.nl
  facebook.com instagram.com linkedin.com twitter.com x.com youtube.com tiktok.com pinterest.com linktr.ee
  wordpress.com wix.com weebly.com squarespace.com godaddysites.com blogspot.com medium.com notion.site carrd.co
  etsy.com ebay.com amazon.com shopify.com bit.ly example.com`.split(/\s+/),
)

/** The registrable domain that a company calls its own; null for none, and for one that many share. Total: throws nothing. */
export function companyDomain(...addresses: readonly (string | null | undefined)[]): string | null {
  for (const address of addresses) {
    const domain = address === null || address === undefined ? null : registrableDomain(address)
    if (domain !== null) return SHARED.has(domain) ? null : domain
  }
  return null
}

/** What a record shares with its partner on the other side and with nobody else. `strong` may link, `weak` only suggests. */
export interface MatchKeys {
  readonly strong: readonly string[]
  readonly weak: readonly string[]
}

/** @param addresses domain or web address, the most telling first. */
export function companyKeys(
  name: string | null | undefined,
  ...addresses: readonly (string | null | undefined)[]
): MatchKeys {
  const domain = companyDomain(...addresses)
  const key = name === null || name === undefined ? null : companyKey(name)
  return { strong: domain === null ? [] : [`domain:${domain}`], weak: key === null ? [] : [`name:${key}`] }
}

/**
 * The spellings in which a web address of this company is looked for where only exact look-ups can be had. Others, with a path
 * for example, are found through what was captured.
 */
export function websiteSpellings(domain: string): readonly string[] {
  const hosts = [domain, `www.${domain}`]
  return hosts.flatMap((host) => [host, `https://${host}`, `http://${host}`])
}

export const hubspotCompanyKeys = (values: Values): MatchKeys =>
  companyKeys(values['name'], values['domain'], values['website'])
export const salesforceAccountKeys = (values: Values): MatchKeys => companyKeys(values['Name'], values['Website'])
