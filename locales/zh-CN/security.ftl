### 安全：记录里的说法、官方通知

activity-registered = 开通钱包
activity-pin-changed = 修改支付密码
activity-password-changed = 修改登录密码
activity-pin-locked = 支付密码连续输错，已暂时锁定
activity-password-locked = 登录密码连续输错，已暂时锁定
activity-totp-locked = 动态码连续输错，已暂时锁定
activity-recovery-locked = 恢复码连续输错，已暂时锁定
activity-totp-on = 开启两步验证
activity-totp-off = 关闭两步验证
activity-totp-replaced = 更换两步验证的设备
activity-recovery-made = 生成新的恢复码
activity-recovery-used = 用掉一个恢复码
activity-reset-requested = 申请不用旧设备更改两步验证
activity-reset-cancelled = 取消更改两步验证的申请
activity-frozen = 冻结钱包
activity-unfrozen = 解冻钱包
activity-session-locked = 锁定会话
activity-session-opened = 用支付密码解锁
activity-profile-changed = 修改个人资料
activity-phrase-set = 设置防伪口令
activity-settings-changed = 修改安全设置
activity-erased = 注销钱包，删除个人资料
activity-review-asked = 提交身份资料
activity-review-decided = 身份资料审核完成
activity-personal-data-read = 客服查看了你提交的资料
activity-unfreeze-asked = 客服提交了解冻申请

notice-security =
    <b>🔐 安全提醒</b>
    { $what }
    时间　{ $when }

    是你本人的话，不用理会。不是的话，马上点下面冻结钱包。
notice-phrase = 🔖 你的防伪口令：{ $phrase }
notice-identity-decided = { $status ->
    [approved] <b>✅ 身份认证通过</b>
    [refused] <b>身份认证没有通过</b>
   *[again] <b>请重新提交资料</b>
}
