// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @dev Number of rare-earth elements: Sc, Y, La–Lu. A composition lists them in the order Sc, Y, La, Ce, Pr, Nd, Pm, Sm,
/// Eu, Gd, Tb, Dy, Ho, Er, Tm, Yb, Lu.
uint256 constant ELEMENTS = 17;

/// @dev Words in which the shares of a composition are carried (`Compositions`).
uint256 constant SHARE_WORDS = 2;

/// @dev Words that one number for each element takes where three stand in one (`Compositions`).
uint256 constant WORDS = 6;

/// @dev What an enrolled organisation may be. The value is the role's bit in a role mask.
enum Role {
    Miner,
    Refiner,
    MagnetMaker,
    Recycler,
    Carrier,
    Laboratory,
    Verifier,
    Customs,
    Regulator,
    Buyer
}

/// @dev Mask of the roles that may hold goods. Laboratories, verifiers, customs and regulators judge them; they do not trade.
uint16 constant HOLDER_ROLES = uint16(
    (1 << uint8(Role.Miner)) |
        (1 << uint8(Role.Refiner)) |
        (1 << uint8(Role.MagnetMaker)) |
        (1 << uint8(Role.Recycler)) |
        (1 << uint8(Role.Carrier)) |
        (1 << uint8(Role.Buyer))
);

/// @dev Stands for the site where a statement names none: a role bound to a site then fits in its whole country. No Global
/// Location Number is as large.
uint64 constant ANY_SITE = type(uint64).max;

/// @dev What a signing key may sign. The value is the scope's bit in a key's scope mask.
enum Scope {
    Keys,
    Declaration,
    Certification,
    Custody,
    Attestation,
    Processing
}

/// @dev Physical form of a lot.
enum Form {
    None,
    Ore,
    Concentrate,
    MixedCompound,
    SeparatedOxide,
    Metal,
    Alloy,
    Magnet,
    Scrap
}

/// @dev Chain-of-custody models of ISO 22095:2020, from the strictest claim to the loosest.
enum CustodyModel {
    None,
    IdentityPreserved,
    Segregated,
    ControlledBlending,
    MassBalance,
    BookAndClaim
}

/// @dev How process emissions were shared among co-products (ISO 14044, 4.3.4).
enum Allocation {
    None,
    Mass,
    Economic
}

/// @dev Where a lot stands. Expiry is no status: it is `validUntil` compared with the block's time. Uncertifiable is what came
/// out of a transformation beyond the certified share of its inputs: it stands on record and never becomes a certificate.
enum LotStatus {
    None,
    Declared,
    Certified,
    Rejected,
    Suspended,
    Revoked,
    Uncertifiable
}

/// @dev What a transformation does. The last three change nothing but how grams are packed: form and mass stay.
enum Process {
    None,
    Beneficiation,
    Leaching,
    Separation,
    Reduction,
    Alloying,
    MagnetMaking,
    Recycling,
    Splitting,
    Blending,
    Repackaging
}

/// @dev What a certificate comes to under its scheme. Derived, never stated. `OffsetNeutral` (ISO 14068-1) rests on offsets and
/// is no claim to low carbon.
enum CertificateClass {
    None,
    Verified,
    LowCarbon,
    ZeroCarbon,
    OffsetNeutral
}

/// @dev Stands for the country of origin where inputs of several came together. ISO 3166-1 leaves ZZ to users.
bytes2 constant MIXED_COUNTRY = "ZZ";

/// @dev Stands for the deposit where inputs of several came together.
bytes32 constant MIXED_DEPOSIT = "mixed";

/// @dev What was examined. Assay is the only kind with a composition and has a statement of its own.
enum AttestationKind {
    None,
    Assay,
    Weight,
    Process,
    Footprint,
    Inspection,
    Clearance,
    Removals
}

/// @dev What the attester concluded.
enum Outcome {
    None,
    Conforms,
    DoesNotConform,
    Inconclusive
}

/// @dev Everything declared about a lot. Its EIP-712 struct hash is part of the lot's id, so the id commits to all of it.
/// @param form Physical form.
/// @param custodyModel ISO 22095 model under which the lot is claimed.
/// @param massGrams Net dry mass, in grams.
/// @param partsPerHundredMillion For each element its share, as element, by mass, in hundredths of a part per million; or, where not
/// found, the detection limit. Signed as `uint32[17]`; carried and logged in two words, 28 bits a share: elements 0 to 8 in the first, 9 to 16 in the second, each from
/// the lowest bit on.
/// @param notFound Bit e is set where element e was not found, so that its share is a detection limit.
/// @param originCountry ISO 3166-1 alpha-2 code of the country where the material was mined (for scrap: collected).
/// @param deposit Name of the deposit or collection scheme, UTF-8, padded with zeros.
/// @param country ISO 3166-1 alpha-2 code of the country of the producing site.
/// @param site GS1 Global Location Number of the producing site.
/// @param footprintGramsPerKilogram Gross carbon footprint, cradle to gate, in g CO2e per kg of lot.
/// @param removalsGramsPerKilogram Removals, in g CO2e per kg; never netted into the footprint.
/// @param offsetsGramsPerKilogram Offsets, in g CO2e per kg; never netted into the footprint.
/// @param footprintMethod Id of the calculation rule (product category rule).
/// @param allocation How emissions were shared among co-products.
/// @param primaryDataBasisPoints Share of the footprint that rests on primary data, in basis points.
/// @param producedAt End of production, Unix time in seconds.
/// @param quota Id of the quota that a lot without parents draws on; zero for a lot with parents.
/// @param documents Salted hash of the canonical JSON (RFC 8785) that lists the lot's documents; zero if none.
/// @param replaces Id of the rejected lot that this one replaces; zero if none.
/// @param certifier Organisation that alone may certify or reject the lot; zero if the producer leaves it open to every accredited verifier.
struct Content {
    Form form;
    CustodyModel custodyModel;
    uint48 massGrams;
    uint256[SHARE_WORDS] partsPerHundredMillion;
    uint32 notFound;
    bytes2 originCountry;
    bytes32 deposit;
    bytes2 country;
    uint64 site;
    uint24 footprintGramsPerKilogram;
    uint24 removalsGramsPerKilogram;
    uint24 offsetsGramsPerKilogram;
    uint16 footprintMethod;
    Allocation allocation;
    uint16 primaryDataBasisPoints;
    uint48 producedAt;
    bytes32 quota;
    bytes32 documents;
    uint256 replaces;
    address certifier;
}

/// @dev What a lot's id is the hash of. Passed where a contract needs a lot's content again, and checked against the id.
struct LotIdentity {
    address producer;
    string lotNumber;
    Content content;
}

/// @dev Grams of a lot that go into a transformation or a site's account.
/// @param lot Lot they are taken from.
/// @param grams Grams taken.
struct Input {
    uint256 lot;
    uint48 grams;
}

/// @dev A lot that comes out of a transformation or a site's account. It is declared by it.
/// @param lotNumber The producer's lot number: 1 to 20 characters of GS1 AI encodable character set 82 (AI 10).
/// @param certifiable Whether it draws on the certified share of what went in; if not, it can never be certified.
/// @param content Everything declared about it; no quota.
struct Output {
    string lotNumber;
    bool certifiable;
    Content content;
}

/// @dev Who signs, how long the signature stands. Every statement ends with these five fields.
/// @param organisation Organisation on whose behalf the statement is made.
/// @param key Key of the organisation that signs.
/// @param nonce Any number this organisation has not spent. Order does not matter.
/// @param validAfter First second (inclusive) at which the statement may be included.
/// @param validBefore Last second (inclusive) at which the statement may be included.
struct Signer {
    address organisation;
    address key;
    uint256 nonce;
    uint48 validAfter;
    uint48 validBefore;
}

/// @dev A hash chain in one storage slot: 224 bits of the newest link and the number of links.
struct Head {
    bytes28 hash;
    uint32 count;
}
