"""The finding codes of sealing: key rings, master keys."""

from __future__ import annotations

from canbao.basis.findings import FindingCode
from canbao.basis.findings import coded as row

SEALING: tuple[FindingCode, ...] = (
    # --- keys
    row(
        "key_ring_missing",
        "error",
        "{path} 中没有密钥环（{reason}）。",
        "There is no key ring in {path} ({reason}).",
        "指定正确的密钥目录，或从备份恢复；已有数据的数据库不可另建密钥环。",
        "Name the right folder, or restore it from its backup; never make a new ring for a database that holds data.",
    ),
    row(
        "key_ring_exists",
        "error",
        "此处已有密钥环或主密钥文件，不会覆盖。",
        "There is a key ring or a master key here already; it is not written over.",
        "换一个目录，或直接使用已有的密钥环。",
        "Name another folder, or use the ring that is there.",
    ),
    row(
        "key_ring_too_open",
        "error",
        "其他用户可以访问 {path}（权限 {mode}）。",
        "Others have rights on {path} (mode {mode}).",
        "运行 chmod {wanted} '{path}'；若他人可能已读取，更换密钥。",
        "Run chmod {wanted} '{path}'; if others may have read it, change the keys.",
    ),
    row(
        "key_ring_damaged",
        "error",
        "密钥环文件已损坏，或出自另一版本。",
        "The file of the key ring is damaged, or of another version.",
        "从密钥备份恢复该文件。",
        "Restore the file from the backup of the keys.",
    ),
    row(
        "key_ring_of_another_database",
        "error",
        "密钥环属于另一个数据库。",
        "The key ring belongs to another database.",
        "指定为该数据库建立的密钥目录。",
        "Name the folder of keys that was made for this database.",
    ),
    row(
        "master_key_missing",
        "error",
        "该密钥环的主密钥存放在别处，未提供。",
        "The master key of this ring is kept elsewhere and was not given.",
        "用环境变量 CANBAO_MASTER_KEY 提供主密钥。",
        "Give it in the environment variable CANBAO_MASTER_KEY.",
    ),
    row(
        "master_key_unreadable",
        "error",
        "主密钥无法识别：应为 16 字节，写成 32 位十六进制或 base64。",
        "The master key cannot be read: expected 16 bytes as 32 hexadecimal digits or in base64.",
        "原样填写密钥库给出的主密钥；文件损坏的，从密钥备份恢复。",
        "Give it as the secret store does; restore a damaged file from the backup of the keys.",
    ),
    row(
        "master_key_wrong",
        "error",
        "主密钥与密钥环不符。",
        "The master key does not open this key ring.",
        "提供该密钥环的主密钥，或从同一份备份恢复两者。",
        "Give the master key of this ring, or restore both from the same backup.",
    ),
    row(
        "key_unknown",
        "error",
        "密钥环中没有该密钥；现有编号：{known}。",
        "The key ring has no such key; there are: {known}.",
        "核对密钥编号。",
        "Check the number of the key.",
    ),
    row(
        "key_in_use",
        "error",
        "该密钥是最新的一个，新内容都用它，不能停用。",
        "This key is the newest, which all new work is done with, so it cannot be retired.",
        "先增加新密钥，并用它重做已有内容。",
        "Add a new key first, and make over with it what there is.",
    ),
    row(
        "keys_used_up",
        "error",
        "密钥编号已用完（最多 {most}）。",
        "There are no numbers left for keys (at most {most}).",
        "为数据库另建密钥环，重新封存全部内容。",
        "Make another key ring, and seal everything anew.",
    ),
    row(
        "rotation_unfinished",
        "error",
        "换钥没有做完：数据密钥 {number} 已建立，已重新加密的都有效，其余仍用旧密钥。",
        "The rotation is not done: data key {number} is there, the rest is still under the old key.",
        "用 canbao keys resume 继续（不要再运行 rotate，那会再加一把密钥）。",
        "Go on with canbao keys resume, not with rotate, which would add another key.",
    ),
)
