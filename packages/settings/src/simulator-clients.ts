/** What a program is registered with at a provider. */
export interface ProviderClient {
  clientId: string
  clientSecret: string
}

/**
 * The one client that each simulated provider knows, shaped as the real provider's. They protect nothing: the simulator runs
 * on this machine only and holds invented people. Production refuses them.
 */
export const simulatorClients = {
  qq: { clientId: '102004417', clientSecret: '5eed0001aaaabbbb5eed0001aaaabbbb' },
  weibo: { clientId: '3018204417', clientSecret: '5eed0002aaaabbbb5eed0002aaaabbbb' },
  wechat: { clientId: 'wx5eed000300000003', clientSecret: '5eed0003aaaabbbb5eed0003aaaabbbb' },
  github: { clientId: 'Ov23liSimulator00004', clientSecret: '5eed0004aaaabbbb5eed0004aaaabbbb5eed0004' },
  google: { clientId: '502004417005-5eed0005aaaabbbb5eed0005aaaabbbb.apps.googleusercontent.com', clientSecret: 'GOCSPX-simulator-secret-00000000005' },
  gitee: {
    clientId: '5eed0006aaaabbbb5eed0006aaaabbbb5eed0006aaaabbbb5eed0006aaaabbbb',
    clientSecret: '6eed0006aaaabbbb6eed0006aaaabbbb6eed0006aaaabbbb6eed0006aaaabbbb',
  },
  feishu: { clientId: 'cli_a5eed00070000007', clientSecret: 'SimulatorSecretOfFeishu000000007' },
  dingtalk: { clientId: 'dingsimulator0000008', clientSecret: 'Simulator-Secret-of-DingTalk_00000000000000000000000000000000008' },
  oidc: { clientId: 'gatehouse-development', clientSecret: 'simulator-secret-of-the-openid-server' },
  enterprise: { clientId: 'SimulatedEnterpriseClient000000000000010', clientSecret: 'SimulatedEnterpriseSecret000000000000000000000000000000000000010' },
} satisfies Record<string, ProviderClient>

/** A provider that the simulator speaks; `oidc` and `enterprise` stand for servers of any company. */
export type SimulatedProvider = keyof typeof simulatorClients
