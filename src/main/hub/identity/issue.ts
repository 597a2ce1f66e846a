// Writes the hub's certificate and signs it with the hub's own key. Only the thread that is started for one loads
// this: the library would hold up everybody for longer than a hub takes to open its port.

import { createPublicKey, sign, type KeyObject } from 'node:crypto'
import { AsnConvert, OctetString } from '@peculiar/asn1-schema'
import {
  AlgorithmIdentifier,
  AttributeTypeAndValue,
  AttributeValue,
  BasicConstraints,
  Certificate,
  ExtendedKeyUsage,
  Extension,
  Extensions,
  GeneralName,
  id_ce_basicConstraints,
  id_ce_extKeyUsage,
  id_ce_keyUsage,
  id_ce_subjectAltName,
  id_kp_serverAuth,
  KeyUsage,
  KeyUsageFlags,
  Name,
  RelativeDistinguishedName,
  SubjectAlternativeName,
  SubjectPublicKeyInfo,
  TBSCertificate,
  Validity,
  Version,
} from '@peculiar/asn1-x509'
import type { Subjects } from './certificate'

/** What a certificate is to say. */
export type Order = Readonly<{
  key: KeyObject
  subjects: Subjects
  fromMs: number
  toMs: number
  /** 16 random bytes. */
  serial: Buffer
}>

const ECDSA_WITH_SHA256 = '1.2.840.10045.4.3.2'
const COMMON_NAME = '2.5.4.3'
const LINE = 64

/** The certificate as PEM. */
export function issue(order: Order): string {
  const tbsCertificate = contentOf(order)
  const content = Buffer.from(AsnConvert.serialize(tbsCertificate))
  const signature = sign('sha256', content, { key: order.key, dsaEncoding: 'der' })
  const certificate = new Certificate({
    tbsCertificate,
    signatureAlgorithm: algorithm(),
    signatureValue: bytes(signature),
  })
  return pem(Buffer.from(AsnConvert.serialize(certificate)))
}

function contentOf({ key, subjects, fromMs, toMs, serial }: Order): TBSCertificate {
  const name = nameOf('Bellhop')
  const spki = createPublicKey(key).export({ type: 'spki', format: 'der' })
  return new TBSCertificate({
    version: Version.v3,
    serialNumber: bytes(positive(serial)),
    signature: algorithm(),
    issuer: name,
    subject: name,
    validity: new Validity({ notBefore: new Date(fromMs), notAfter: new Date(toMs) }),
    subjectPublicKeyInfo: AsnConvert.parse(spki, SubjectPublicKeyInfo),
    extensions: extensionsOf(subjects),
  })
}

function extensionsOf({ names, addresses }: Subjects): Extensions {
  const subjects = new SubjectAlternativeName([
    ...names.map((dNSName) => new GeneralName({ dNSName })),
    ...addresses.map((iPAddress) => new GeneralName({ iPAddress })),
  ])
  return new Extensions([
    extension(id_ce_basicConstraints, true, new BasicConstraints({ cA: false })),
    extension(id_ce_keyUsage, true, new KeyUsage(KeyUsageFlags.digitalSignature)),
    extension(id_ce_extKeyUsage, false, new ExtendedKeyUsage([id_kp_serverAuth])),
    extension(id_ce_subjectAltName, false, subjects),
  ])
}

function extension(extnID: string, critical: boolean, value: unknown): Extension {
  return new Extension({
    extnID,
    critical,
    extnValue: new OctetString(AsnConvert.serialize(value)),
  })
}

function nameOf(text: string): Name {
  const value = new AttributeValue({ utf8String: text })
  const common = new AttributeTypeAndValue({ type: COMMON_NAME, value })
  return new Name([new RelativeDistinguishedName([common])])
}

function algorithm(): AlgorithmIdentifier {
  return new AlgorithmIdentifier({ algorithm: ECDSA_WITH_SHA256 })
}

/** An integer above zero in as many bytes. */
function positive(serial: Buffer): Buffer {
  const copy = Buffer.from(serial)
  copy.writeUInt8((copy.readUInt8(0) & 0x3f) | 0x40, 0)
  return copy
}

function bytes(buffer: Buffer): ArrayBuffer {
  return Uint8Array.from(buffer).buffer
}

function pem(der: Buffer): string {
  const lines = der.toString('base64').match(new RegExp(`.{1,${LINE}}`, 'g')) ?? []
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n')
}
