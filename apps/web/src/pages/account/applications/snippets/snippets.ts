import { authJs } from './auth-js.ts'
import { authlib } from './authlib.ts'
import { curl } from './curl.ts'
import { oauth4webapi } from './oauth4webapi.ts'
import { openidClient } from './openid-client.ts'
import { plainOAuth2 } from './plain-oauth2.ts'
import type { ClientFacts, Snippet } from './snippet.ts'
import { springBoot } from './spring-boot.ts'

const all: readonly Snippet[] = [curl, oauth4webapi, openidClient, authJs, springBoot, authlib, plainOAuth2]

/** How programs like this one are told, the likeliest library first. */
export const snippetsFor = (facts: ClientFacts) => all.filter(snippet => snippet.fits(facts))
