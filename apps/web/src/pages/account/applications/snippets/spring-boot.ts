import { hasSecret, lines, yamlQuoted, type Snippet } from './snippet.ts'

/** Spring Boot with spring-boot-starter-oauth2-client (from Spring Boot 4 on: spring-boot-starter-security-oauth2-client). */
export const springBoot: Snippet = {
  id: 'spring-boot',
  name: 'Spring Boot',
  fits: facts => facts.flow !== 'device' && hasSecret(facts),
  write: ({ issuer, clientId, method, redirectUri, scope, usesPkce, flow }) => lines(
    flow === 'code' && '# application.yml. The redirect URI ends in /login/oauth2/code/gatehouse.',
    flow === 'machine' && '# application.yml',
    flow === 'code' && usesPkce && '# Spring Boot 4 uses PKCE by default. With Spring Boot 3, configure the DefaultOAuth2AuthorizationRequestResolver with',
    flow === 'code' && usesPkce && '# .setAuthorizationRequestCustomizer(OAuth2AuthorizationRequestCustomizers.withPkce()).',
    'spring:',
    '  security:',
    '    oauth2:',
    '      client:',
    '        registration:',
    '          gatehouse:',
    `            client-id: ${yamlQuoted(clientId)}`,
    '            client-secret: ${CLIENT_SECRET}',
    `            client-authentication-method: ${method}`,
    `            authorization-grant-type: ${flow === 'code' ? 'authorization_code' : 'client_credentials'}`,
    flow === 'code' && `            redirect-uri: ${yamlQuoted(redirectUri)}`,
    scope !== '' && `            scope: [${scope.split(' ').map(yamlQuoted).join(', ')}]`,
    '        provider:',
    '          gatehouse:',
    `            issuer-uri: ${yamlQuoted(issuer)}`,
  ),
}
