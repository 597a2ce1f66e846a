// Which of this computer's networks lead to the devices of its home or office, and which to a VPN, a container or a
// virtual machine. Pure: the caller brings the list.

import type { NetworkInterfaceInfo } from 'node:os'

export type NetworkKind = 'lan' | 'vpn' | 'virtual'

/** A network of this computer with its addresses that other devices can use. */
export type Network = Readonly<{
  name: string
  kind: NetworkKind
  ipv4: readonly string[]
  ipv6: readonly string[]
}>

const VPN =
  /^(?:tun|tap|wg|utun|ppp|ipsec|tailscale|zt|nordlynx|proton|mullvad|outline|warp|cscotun|gpd)|vpn|wireguard/i
const VIRTUAL =
  /^(?:docker|br-|veth|virbr|vmnet|vboxnet|lxc|lxd|cni|flannel|cali|podman|kube|weave|bridge1\d\d|vmenet|vnet|dummy)|vEthernet|virtualbox|vmware|hyper-v/i

/** The networks, those of the home or office first. */
export function networksOf(
  own: NodeJS.Dict<Pick<NetworkInterfaceInfo, 'address' | 'family' | 'internal'>[]>,
): Network[] {
  const networks = Object.entries(own).flatMap(([name, list = []]): Network[] => {
    const usable = list.filter(({ internal, address }) => !internal && !address.startsWith('fe80:'))
    const of = (family: string): string[] =>
      usable.filter((one) => one.family === family).map(({ address }) => address)
    if (usable.length === 0) return []
    return [{ name, kind: kindOf(name), ipv4: of('IPv4'), ipv6: of('IPv6') }]
  })
  return networks.sort((a, b) => RANK[a.kind] - RANK[b.kind])
}

const RANK: Readonly<Record<NetworkKind, number>> = { lan: 0, vpn: 1, virtual: 2 }

function kindOf(name: string): NetworkKind {
  if (VPN.test(name)) return 'vpn'
  return VIRTUAL.test(name) ? 'virtual' : 'lan'
}
